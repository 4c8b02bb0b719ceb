import type { KindFamily } from './kind-row.ts';

export const clusterApi: KindFamily = {
  title: 'Cluster API Operator',
  rows: [
    {
      group: 'operator.cluster.x-k8s.io',
      kinds: [
        'CoreProvider',
        'BootstrapProvider',
        'ControlPlaneProvider',
        'InfrastructureProvider',
        'AddonProvider',
        'IPAMProvider',
        'RuntimeExtensionProvider',
      ],
      paths: [
        'spec.deployment.containers[].imageUrl',
        'spec.deployment.containers[].image',
        'spec.additionalDeployments.*.deployment.containers[].imageUrl',
      ],
    },
  ],
};
