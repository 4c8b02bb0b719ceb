import type { KindFamily } from './kind-row.ts';

// What a build starts from and runs in. What it makes (`spec.tag`, `spec.output.image`) is no image to pin.
export const builders: KindFamily = {
  title: 'Image builders',
  rows: [
    {
      group: 'kpack.io',
      kinds: ['ClusterStack'],
      paths: ['spec.buildImage.image', 'spec.runImage.image'],
    },
    { group: 'kpack.io', kinds: ['ClusterStore'], paths: ['spec.sources[].image'] },
    {
      group: 'kpack.io',
      kinds: ['Buildpack', 'ClusterBuildpack', 'ClusterLifecycle'],
      paths: ['spec.image'],
    },
    { group: 'kpack.io', kinds: ['Build'], paths: ['spec.builder.image', 'spec.runImage.image'] },
    { group: 'kpack.io', kinds: ['Image', 'Builder', 'ClusterBuilder'], paths: [] },
    {
      group: 'shipwright.io',
      kinds: ['BuildStrategy', 'ClusterBuildStrategy'],
      paths: ['spec.steps[].image', 'spec.buildSteps[].image'],
    },
    { group: 'shipwright.io', kinds: ['Build'], paths: ['spec.source.ociArtifact.image'] },
    { group: 'shipwright.io', kinds: ['BuildRun'], paths: ['spec.build.spec.source.ociArtifact.image'] },
  ],
};
