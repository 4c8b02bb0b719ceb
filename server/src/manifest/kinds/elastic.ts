import { type KindFamily, under } from './kind-row.ts';

const workload = ['image', 'podTemplate.spec@pod'];

export const elastic: KindFamily = {
  title: 'Elastic Cloud on Kubernetes',
  rows: [
    {
      group: 'elasticsearch.k8s.elastic.co',
      kinds: ['Elasticsearch'],
      paths: ['spec.image', 'spec.nodeSets[].podTemplate.spec@pod'],
    },
    { group: 'kibana.k8s.elastic.co', kinds: ['Kibana'], paths: under(['spec'], workload) },
    { group: 'apm.k8s.elastic.co', kinds: ['ApmServer'], paths: under(['spec'], workload) },
    { group: 'logstash.k8s.elastic.co', kinds: ['Logstash'], paths: under(['spec'], workload) },
    { group: 'maps.k8s.elastic.co', kinds: ['ElasticMapsServer'], paths: under(['spec'], workload) },
    {
      group: 'enterprisesearch.k8s.elastic.co',
      kinds: ['EnterpriseSearch'],
      paths: under(['spec'], workload),
    },
    {
      group: 'beat.k8s.elastic.co',
      kinds: ['Beat'],
      paths: under(['spec'], ['image', 'daemonSet.podTemplate.spec@pod', 'deployment.podTemplate.spec@pod']),
    },
    {
      group: 'agent.k8s.elastic.co',
      kinds: ['Agent'],
      paths: under(
        ['spec'],
        [
          'image',
          'daemonSet.podTemplate.spec@pod',
          'deployment.podTemplate.spec@pod',
          'statefulSet.podTemplate.spec@pod',
        ],
      ),
    },
  ],
};
