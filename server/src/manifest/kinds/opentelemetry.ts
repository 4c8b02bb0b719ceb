import { type KindFamily, under } from './kind-row.ts';

const pods = ['initContainers[].image', 'additionalContainers[].image', 'volumes[].image.reference'];

export const opentelemetry: KindFamily = {
  title: 'OpenTelemetry',
  rows: [
    {
      group: 'opentelemetry.io',
      kinds: ['OpenTelemetryCollector'],
      paths: under(['spec'], ['image', 'targetAllocator.image', ...pods]),
    },
    {
      group: 'opentelemetry.io',
      kinds: ['TargetAllocator', 'OpAMPBridge'],
      paths: under(['spec'], ['image', ...pods]),
    },
    {
      group: 'opentelemetry.io',
      kinds: ['Instrumentation'],
      paths: [
        ...under(
          [
            'spec.java',
            'spec.nodejs',
            'spec.python',
            'spec.dotnet',
            'spec.go',
            'spec.apacheHttpd',
            'spec.nginx',
          ],
          ['image'],
        ),
        'spec.java.extensions[].image',
      ],
    },
  ],
};
