import type { KindFamily } from './kind-row.ts';

const pods = ['spec.containers[].image', 'spec.initContainers[].image', 'spec.volumes[].image.reference'];

export const prometheus: KindFamily = {
  title: 'Prometheus Operator',
  rows: [
    {
      group: 'monitoring.coreos.com',
      kinds: ['Prometheus', 'PrometheusAgent'],
      paths: ['spec.image', 'spec@base-image', 'spec.thanos.image', 'spec.thanos@base-image', ...pods],
    },
    {
      group: 'monitoring.coreos.com',
      kinds: ['Alertmanager'],
      paths: ['spec.image', 'spec@base-image', ...pods],
    },
    { group: 'monitoring.coreos.com', kinds: ['ThanosRuler'], paths: ['spec.image', ...pods] },
  ],
};
