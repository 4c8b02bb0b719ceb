import { type KindFamily, under } from './kind-row.ts';

export const kueue: KindFamily = {
  title: 'Kueue, JobSet, LeaderWorkerSet',
  rows: [
    { group: 'kueue.x-k8s.io', kinds: ['Workload'], paths: ['spec.podSets[].template.spec@pod'] },
    {
      group: 'jobset.x-k8s.io',
      kinds: ['JobSet'],
      paths: ['spec.replicatedJobs[].template.spec.template.spec@pod'],
    },
    {
      group: 'leaderworkerset.x-k8s.io',
      kinds: ['LeaderWorkerSet'],
      paths: under(['spec.leaderWorkerTemplate'], ['leaderTemplate.spec@pod', 'workerTemplate.spec@pod']),
    },
    {
      group: 'workload.codeflare.dev',
      kinds: ['AppWrapper'],
      paths: ['spec.components[].template@resource'],
    },
  ],
};

export const volcano: KindFamily = {
  title: 'Volcano',
  rows: [{ group: 'batch.volcano.sh', kinds: ['Job'], paths: ['spec.tasks[].template.spec@pod'] }],
};

const rayCluster = [
  'headGroupSpec.template.spec@pod',
  'workerGroupSpecs[].template.spec@pod',
  'autoscalerOptions.image',
];

export const ray: KindFamily = {
  title: 'Ray',
  rows: [
    { group: 'ray.io', kinds: ['RayCluster'], paths: under(['spec'], rayCluster) },
    {
      group: 'ray.io',
      kinds: ['RayJob'],
      paths: [...under(['spec.rayClusterSpec'], rayCluster), 'spec.submitterPodTemplate.spec@pod'],
    },
    { group: 'ray.io', kinds: ['RayService'], paths: under(['spec.rayClusterConfig'], rayCluster) },
  ],
};
