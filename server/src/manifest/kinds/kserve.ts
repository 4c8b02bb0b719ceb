import { type KindFamily, under } from './kind-row.ts';

const predictors = [
  'sklearn',
  'xgboost',
  'tensorflow',
  'pytorch',
  'triton',
  'onnx',
  'huggingface',
  'lightgbm',
  'paddle',
  'pmml',
];

export const kserve: KindFamily = {
  title: 'KServe',
  rows: [
    {
      group: 'serving.kserve.io',
      kinds: ['InferenceService'],
      paths: [
        'spec.predictor@pod',
        'spec.transformer@pod',
        'spec.explainer@pod',
        'spec.predictor.workerSpec@pod',
        'spec.predictor.model.image',
        'spec.predictor.model.storageUri@url',
        ...under(
          predictors.map((name) => `spec.predictor.${name}`),
          ['image'],
        ),
      ],
    },
    {
      group: 'serving.kserve.io',
      kinds: ['ServingRuntime', 'ClusterServingRuntime'],
      paths: ['spec@pod', 'spec.workerSpec@pod'],
    },
    {
      group: 'serving.kserve.io',
      kinds: ['LLMInferenceService', 'LLMInferenceServiceConfig'],
      paths: ['spec.template@pod', 'spec.worker@pod', 'spec.prefill.template@pod', 'spec.prefill.worker@pod'],
    },
    { group: 'serving.kserve.io', kinds: ['ClusterStorageContainer'], paths: ['spec.container.image'] },
  ],
};
