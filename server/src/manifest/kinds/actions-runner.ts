import { type KindFamily, under } from './kind-row.ts';

// Of the older, community-run controller: a pod spec with fields of its own.
const runner = ['@pod', '.image', '.dockerImage', '.sidecarContainers[].image'];

export const actionsRunner: KindFamily = {
  title: 'Actions Runner Controller',
  rows: [
    {
      group: 'actions.github.com',
      kinds: ['AutoscalingRunnerSet'],
      paths: ['spec.template.spec@pod', 'spec.listenerTemplate.spec@pod'],
    },
    {
      group: 'actions.github.com',
      kinds: ['EphemeralRunnerSet'],
      paths: ['spec.ephemeralRunnerSpec.spec@pod'],
    },
    { group: 'actions.github.com', kinds: ['EphemeralRunner'], paths: ['spec.spec@pod'] },
    {
      group: 'actions.github.com',
      kinds: ['AutoscalingListener'],
      paths: under(['spec'], ['image', 'template.spec@pod']),
    },
    { group: 'actions.summerwind.dev', kinds: ['Runner'], paths: runner.map((path) => `spec${path}`) },
    {
      group: 'actions.summerwind.dev',
      kinds: ['RunnerDeployment', 'RunnerReplicaSet'],
      paths: runner.map((path) => `spec.template.spec${path}`),
    },
    {
      group: 'actions.summerwind.dev',
      kinds: ['RunnerSet'],
      paths: ['spec.template.spec@pod', 'spec.image', 'spec.dockerImage'],
    },
  ],
};
