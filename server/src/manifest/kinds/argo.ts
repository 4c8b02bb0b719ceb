import { type KindFamily, under } from './kind-row.ts';

const template = [
  'container.image',
  'script.image',
  'sidecars[].image',
  'initContainers[].image',
  'containerSet.containers[].image',
  'volumes[].image.reference',
];
const workflow = [
  ...under(['templates[]', 'templateDefaults'], template),
  ...under(['templates[].steps[][].inline', 'templates[].dag.tasks[].inline'], template),
  'volumes[].image.reference',
];
const application = under(
  ['source', 'sources[]'],
  ['kustomize.images[]@kustomize-image', 'helm.valuesObject@helm-values'],
);
const job = 'metrics[].provider.job.spec.template.spec@pod';

export const argo: KindFamily = {
  title: 'Argo',
  rows: [
    {
      group: 'argoproj.io',
      kinds: ['Workflow', 'WorkflowTemplate', 'ClusterWorkflowTemplate'],
      paths: under(['spec'], workflow),
    },
    { group: 'argoproj.io', kinds: ['CronWorkflow'], paths: under(['spec.workflowSpec'], workflow) },
    { group: 'argoproj.io', kinds: ['Rollout'], paths: ['spec.template.spec@pod'] },
    {
      group: 'argoproj.io',
      kinds: ['Experiment'],
      paths: ['spec.templates[].template.spec@pod'],
    },
    {
      group: 'argoproj.io',
      kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
      paths: under(['spec'], [job]),
    },
    { group: 'argoproj.io', kinds: ['Application'], paths: under(['spec'], application) },
    { group: 'argoproj.io', kinds: ['ApplicationSet'], paths: under(['spec.template.spec'], application) },
    {
      group: 'argoproj.io',
      kinds: ['EventSource'],
      paths: ['spec.template.container.image', 'spec.template.volumes[].image.reference'],
    },
    {
      group: 'argoproj.io',
      kinds: ['Sensor'],
      paths: [
        'spec.template.container.image',
        'spec.template.volumes[].image.reference',
        'spec.triggers[].template.k8s.source.resource@resource',
        'spec.triggers[].template.argoWorkflow.source.resource@resource',
      ],
    },
    {
      group: 'argoproj.io',
      kinds: ['ArgoCD'],
      paths: [
        'spec@split',
        ...under(
          ['spec'],
          ['dex@split', 'redis@split', 'repo@split', 'applicationSet@split', 'notifications@split'],
        ),
        ...under(
          ['spec.repo', 'spec.server', 'spec.controller'],
          ['initContainers[].image', 'sidecarContainers[].image'],
        ),
      ],
    },
  ],
};
