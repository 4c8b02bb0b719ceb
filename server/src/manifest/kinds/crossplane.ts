import type { KindFamily } from './kind-row.ts';

export const crossplane: KindFamily = {
  title: 'Crossplane',
  rows: [
    {
      group: 'pkg.crossplane.io',
      kinds: ['Provider', 'Configuration', 'Function'],
      paths: ['spec.package'],
    },
    {
      group: 'pkg.crossplane.io',
      kinds: ['DeploymentRuntimeConfig'],
      paths: ['spec.deploymentTemplate.spec.template.spec@pod'],
    },
    { group: 'pkg.crossplane.io', kinds: ['ControllerConfig'], paths: ['spec.image'] },
    {
      group: 'apiextensions.crossplane.io',
      kinds: ['Composition'],
      paths: ['spec.resources[].base@resource'],
    },
    {
      group: 'kubernetes.crossplane.io',
      kinds: ['Object'],
      paths: ['spec.forProvider.manifest@resource'],
    },
    { group: 'helm.crossplane.io', kinds: ['Release'], paths: ['spec.forProvider.values@helm-values'] },
  ],
};
