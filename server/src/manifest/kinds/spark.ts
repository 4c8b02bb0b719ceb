import { type KindFamily, under } from './kind-row.ts';

const application = [
  'image',
  'volumes[].image.reference',
  ...under(
    ['driver', 'executor'],
    ['image', 'initContainers[].image', 'sidecars[].image', 'template.spec@pod'],
  ),
];

export const spark: KindFamily = {
  title: 'Spark',
  rows: [
    {
      group: 'sparkoperator.k8s.io',
      kinds: ['SparkApplication'],
      paths: under(['spec'], application),
    },
    {
      group: 'sparkoperator.k8s.io',
      kinds: ['ScheduledSparkApplication'],
      paths: under(['spec.template'], application),
    },
    {
      group: 'sparkoperator.k8s.io',
      kinds: ['SparkConnect'],
      paths: ['spec.image', ...under(['spec.server', 'spec.executor'], ['template.spec@pod'])],
    },
    {
      group: 'spark.apache.org',
      kinds: ['SparkApplication'],
      paths: under(['spec.driverSpec', 'spec.executorSpec'], ['podTemplateSpec.spec@pod']),
    },
  ],
};
