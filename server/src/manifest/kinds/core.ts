import type { KindFamily } from './kind-row.ts';

export const core: KindFamily = {
  title: 'Kubernetes',
  rows: [
    { group: '', kinds: ['Pod'], paths: ['spec@pod'] },
    { group: '', kinds: ['PodTemplate'], paths: ['template.spec@pod'] },
    { group: '', kinds: ['ReplicationController'], paths: ['spec.template.spec@pod'] },
    {
      group: 'apps',
      kinds: ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'],
      paths: ['spec.template.spec@pod'],
    },
    {
      group: 'extensions',
      kinds: ['Deployment', 'DaemonSet', 'ReplicaSet'],
      paths: ['spec.template.spec@pod'],
    },
    { group: 'batch', kinds: ['Job'], paths: ['spec.template.spec@pod'] },
    { group: 'batch', kinds: ['CronJob'], paths: ['spec.jobTemplate.spec.template.spec@pod'] },
    { group: 'imagepolicy.k8s.io', kinds: ['ImageReview'], paths: ['spec.containers[].image'] },
  ],
};
