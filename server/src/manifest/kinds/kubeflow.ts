import type { KindFamily } from './kind-row.ts';

export const kubeflow: KindFamily = {
  title: 'Kubeflow',
  rows: [
    { group: 'kubeflow.org', kinds: ['TFJob'], paths: ['spec.tfReplicaSpecs.*.template.spec@pod'] },
    {
      group: 'kubeflow.org',
      kinds: ['PyTorchJob'],
      paths: ['spec.pytorchReplicaSpecs.*.template.spec@pod'],
    },
    { group: 'kubeflow.org', kinds: ['MPIJob'], paths: ['spec.mpiReplicaSpecs.*.template.spec@pod'] },
    { group: 'kubeflow.org', kinds: ['XGBoostJob'], paths: ['spec.xgbReplicaSpecs.*.template.spec@pod'] },
    { group: 'kubeflow.org', kinds: ['MXJob'], paths: ['spec.mxReplicaSpecs.*.template.spec@pod'] },
    { group: 'kubeflow.org', kinds: ['PaddleJob'], paths: ['spec.paddleReplicaSpecs.*.template.spec@pod'] },
    { group: 'kubeflow.org', kinds: ['JAXJob'], paths: ['spec.jaxReplicaSpecs.*.template.spec@pod'] },
    { group: 'kubeflow.org', kinds: ['Notebook'], paths: ['spec.template.spec@pod'] },
    {
      group: 'kubeflow.org',
      kinds: ['PodDefault'],
      paths: ['spec.initContainers[].image', 'spec.sidecars[].image'],
    },
    { group: 'kubeflow.org', kinds: ['Experiment'], paths: ['spec.trialTemplate.trialSpec@resource'] },
    { group: 'kubeflow.org', kinds: ['Trial'], paths: ['spec.runSpec@resource'] },
    { group: 'trainer.kubeflow.org', kinds: ['TrainJob'], paths: ['spec.trainer.image'] },
    {
      group: 'trainer.kubeflow.org',
      kinds: ['TrainingRuntime', 'ClusterTrainingRuntime'],
      paths: ['spec.template.spec.replicatedJobs[].template.spec.template.spec@pod'],
    },
  ],
};
