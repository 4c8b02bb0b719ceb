import type { KindFamily } from './kind-row.ts';

export const kustomize: KindFamily = {
  title: 'Kustomize',
  rows: [
    {
      group: 'kustomize.config.k8s.io',
      kinds: ['Kustomization', 'Component'],
      paths: ['images[]@kustomize', 'helmCharts[].valuesInline@helm-values'],
    },
  ],
};
