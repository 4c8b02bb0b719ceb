import { type KindFamily, under } from './kind-row.ts';

export const strimzi: KindFamily = {
  title: 'Strimzi',
  rows: [
    {
      group: 'kafka.strimzi.io',
      kinds: ['Kafka'],
      paths: under(
        ['spec'],
        [
          'kafka.image',
          'kafka.brokerRackInitImage',
          'zookeeper.image',
          'entityOperator.topicOperator.image',
          'entityOperator.userOperator.image',
          'entityOperator.tlsSidecar.image',
          'cruiseControl.image',
          'cruiseControl.tlsSidecar.image',
          'kafkaExporter.image',
          'jmxTrans.image',
        ],
      ),
    },
    {
      // `spec.build.output.image` is where the built image goes.
      group: 'kafka.strimzi.io',
      kinds: ['KafkaConnect'],
      paths: ['spec.image', 'spec.clientRackInitImage', 'spec.plugins[].artifacts[].reference'],
    },
    {
      group: 'kafka.strimzi.io',
      kinds: ['KafkaMirrorMaker2', 'KafkaBridge'],
      paths: ['spec.image', 'spec.clientRackInitImage'],
    },
    { group: 'kafka.strimzi.io', kinds: ['KafkaMirrorMaker'], paths: ['spec.image'] },
  ],
};
