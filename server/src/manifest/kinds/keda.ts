import type { KindFamily } from './kind-row.ts';

export const keda: KindFamily = {
  title: 'KEDA',
  rows: [{ group: 'keda.sh', kinds: ['ScaledJob'], paths: ['spec.jobTargetRef.template.spec@pod'] }],
};
