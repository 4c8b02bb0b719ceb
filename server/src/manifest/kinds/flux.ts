import type { KindFamily } from './kind-row.ts';

export const flux: KindFamily = {
  title: 'Flux',
  rows: [
    {
      group: 'kustomize.toolkit.fluxcd.io',
      kinds: ['Kustomization'],
      paths: ['spec.images[]@kustomize'],
    },
    { group: 'source.toolkit.fluxcd.io', kinds: ['OCIRepository'], paths: ['spec@flux-oci'] },
    {
      group: 'helm.toolkit.fluxcd.io',
      kinds: ['HelmRelease'],
      paths: ['spec.values@helm-values', 'spec.postRenderers[].kustomize.images[]@kustomize'],
    },
    {
      group: 'fluxcd.controlplane.io',
      kinds: ['FluxInstance'],
      paths: ['spec.distribution.artifact@url'],
    },
  ],
};
