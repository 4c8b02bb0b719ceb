import { type KindFamily, under } from './kind-row.ts';

const task = ['steps[].image', 'sidecars[].image', 'stepTemplate.image', 'volumes[].image.reference'];
const pipeline = under(
  ['tasks[]', 'finally[]'],
  [...under(['taskSpec'], task), 'taskRef@tekton-bundle', 'pipelineRef@tekton-bundle'],
);

export const tekton: KindFamily = {
  title: 'Tekton',
  rows: [
    { group: 'tekton.dev', kinds: ['Task', 'ClusterTask'], paths: under(['spec'], task) },
    { group: 'tekton.dev', kinds: ['StepAction'], paths: ['spec.image'] },
    {
      group: 'tekton.dev',
      kinds: ['TaskRun'],
      paths: [...under(['spec.taskSpec'], task), 'spec.taskRef@tekton-bundle'],
    },
    { group: 'tekton.dev', kinds: ['Pipeline'], paths: under(['spec'], pipeline) },
    {
      group: 'tekton.dev',
      kinds: ['PipelineRun'],
      paths: [...under(['spec.pipelineSpec'], pipeline), 'spec.pipelineRef@tekton-bundle'],
    },
    {
      group: 'triggers.tekton.dev',
      kinds: ['TriggerTemplate'],
      paths: ['spec.resourcetemplates[]@resource'],
    },
    {
      group: 'triggers.tekton.dev',
      kinds: ['EventListener'],
      paths: ['spec.resources.kubernetesResource.spec.template.spec@pod'],
    },
  ],
};
