import { type KindFamily, under } from './kind-row.ts';

const workload = ['image', 'containers[].image', 'initContainers[].image'];

export const victoriaMetrics: KindFamily = {
  title: 'VictoriaMetrics',
  rows: [
    {
      group: 'operator.victoriametrics.com',
      kinds: ['VMSingle', 'VMAgent', 'VMAlert', 'VMAlertmanager', 'VMAuth', 'VLSingle', 'VLogs'],
      paths: under(['spec'], workload),
    },
    {
      group: 'operator.victoriametrics.com',
      kinds: ['VMCluster'],
      paths: under(['spec.vmselect', 'spec.vminsert', 'spec.vmstorage'], workload),
    },
  ],
};

export const observability: KindFamily = {
  title: 'Other observability',
  rows: [
    {
      group: 'grafana.integreatly.org',
      kinds: ['Grafana'],
      paths: ['spec.deployment.spec.template.spec@pod'],
    },
    {
      group: 'jaegertracing.io',
      kinds: ['Jaeger'],
      paths: under(
        ['spec'],
        ['allInOne.image', 'query.image', 'collector.image', 'agent.image', 'ingester.image'],
      ),
    },
    {
      group: 'logging.banzaicloud.io',
      kinds: ['Logging'],
      paths: under(
        ['spec'],
        [
          ...under(['fluentd', 'fluentbit'], ['image', 'configReloaderImage', 'bufferVolumeImage']),
          'fluentd.volumeModImage',
        ],
      ),
    },
    {
      group: 'fluentbit.fluent.io',
      kinds: ['FluentBit', 'Collector'],
      paths: ['spec.image', 'spec.initContainers[].image'],
    },
    { group: 'fluentd.fluent.io', kinds: ['Fluentd'], paths: ['spec.image'] },
    {
      group: 'k6.io',
      kinds: ['TestRun', 'K6'],
      paths: under(['spec'], ['runner.image', 'starter.image', 'initializer.image']),
    },
  ],
};
