import type { KindFamily } from './kind-row.ts';

export const knative: KindFamily = {
  title: 'Knative',
  rows: [
    {
      group: 'serving.knative.dev',
      kinds: ['Service', 'Configuration'],
      paths: ['spec.template.spec@pod'],
    },
    { group: 'serving.knative.dev', kinds: ['Revision'], paths: ['spec@pod'] },
    { group: 'caching.internal.knative.dev', kinds: ['Image'], paths: ['spec.image'] },
    { group: 'sources.knative.dev', kinds: ['ContainerSource'], paths: ['spec.template.spec@pod'] },
    { group: 'sinks.knative.dev', kinds: ['JobSink'], paths: ['spec.job.spec.template.spec@pod'] },
    {
      group: 'operator.knative.dev',
      kinds: ['KnativeServing', 'KnativeEventing'],
      paths: ['spec.registry.override.*'],
    },
  ],
};
