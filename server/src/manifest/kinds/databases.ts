import { type KindFamily, under } from './kind-row.ts';

export const percona: KindFamily = {
  title: 'Percona',
  rows: [
    {
      group: 'psmdb.percona.com',
      kinds: ['PerconaServerMongoDB'],
      paths: under(
        ['spec'],
        [
          'image',
          'initImage',
          'backup.image',
          'pmm.image',
          'logcollector.image',
          'replsets[].sidecars[].image',
          'sharding.configsvrReplSet.sidecars[].image',
          'sharding.mongos.sidecars[].image',
        ],
      ),
    },
    {
      group: 'pxc.percona.com',
      kinds: ['PerconaXtraDBCluster'],
      paths: under(
        ['spec'],
        [
          'initImage',
          'initContainer.image',
          'pmm.image',
          'backup.image',
          'logcollector.image',
          ...under(['pxc', 'haproxy', 'proxysql'], ['image', 'sidecars[].image']),
        ],
      ),
    },
    {
      group: 'pgv2.percona.com',
      kinds: ['PerconaPGCluster'],
      paths: under(
        ['spec'],
        [
          'image',
          'initContainer.image',
          'pmm.image',
          'proxy.pgBouncer.image',
          'backups.pgbackrest.image',
          'instances[].sidecars[].image',
        ],
      ),
    },
    {
      group: 'ps.percona.com',
      kinds: ['PerconaServerMySQL'],
      paths: under(
        ['spec'],
        [
          'initContainer.image',
          'mysql.image',
          'mysql.sidecars[].image',
          'proxy.haproxy.image',
          'proxy.router.image',
          'orchestrator.image',
          'pmm.image',
          'backup.image',
          'toolkit.image',
        ],
      ),
    },
  ],
};

export const postgres: KindFamily = {
  title: 'PostgreSQL operators',
  rows: [
    {
      group: 'postgres-operator.crunchydata.com',
      kinds: ['PostgresCluster'],
      paths: under(
        ['spec'],
        [
          'image',
          'backups.pgbackrest.image',
          'proxy.pgBouncer.image',
          'userInterface.pgAdmin.image',
          'monitoring.pgmonitor.exporter.image',
          'instances[].containers[].image',
        ],
      ),
    },
    {
      group: 'acid.zalan.do',
      kinds: ['postgresql'],
      paths: under(
        ['spec'],
        ['dockerImage', 'connectionPooler.dockerImage', 'sidecars[].image', 'initContainers[].image'],
      ),
    },
  ],
};

const opstree = ['kubernetesConfig.image', 'redisExporter.image', 'sidecars[].image', 'initContainer.image'];

export const redis: KindFamily = {
  title: 'Redis operators',
  rows: [
    {
      group: 'redis.redis.opstreelabs.in',
      kinds: ['Redis', 'RedisCluster', 'RedisReplication', 'RedisSentinel'],
      paths: under(['spec'], opstree),
    },
    {
      group: 'databases.spotahome.com',
      kinds: ['RedisFailover'],
      paths: under(['spec.redis', 'spec.sentinel'], ['image', 'exporter.image']),
    },
    { group: 'dragonflydb.io', kinds: ['Dragonfly'], paths: ['spec.image'] },
  ],
};

export const databases: KindFamily = {
  title: 'Other databases and brokers',
  rows: [
    {
      group: 'k8s.mariadb.com',
      kinds: ['MariaDB'],
      paths: under(
        ['spec'],
        [
          'image',
          'galera.agent.image',
          'galera.initContainer.image',
          'metrics.exporter.image',
          'sidecarContainers[].image',
          'initContainers[].image',
        ],
      ),
    },
    { group: 'k8s.mariadb.com', kinds: ['MaxScale'], paths: ['spec.image'] },
    {
      group: 'mongodbcommunity.mongodb.com',
      kinds: ['MongoDBCommunity'],
      paths: ['spec.statefulSet.spec.template.spec@pod'],
    },
    {
      group: 'cassandra.datastax.com',
      kinds: ['CassandraDatacenter'],
      paths: under(
        ['spec'],
        ['serverImage', 'configBuilderImage', 'systemLoggerImage', 'podTemplateSpec.spec@pod'],
      ),
    },
    {
      group: 'clickhouse.altinity.com',
      kinds: ['ClickHouseInstallation'],
      paths: ['spec.templates.podTemplates[].spec@pod'],
    },
    {
      group: 'clickhouse-keeper.altinity.com',
      kinds: ['ClickHouseKeeperInstallation'],
      paths: ['spec.templates.podTemplates[].spec@pod'],
    },
    { group: 'database.arangodb.com', kinds: ['ArangoDeployment'], paths: ['spec.image'] },
    { group: 'couchbase.com', kinds: ['CouchbaseCluster'], paths: ['spec.image'] },
    {
      group: 'rabbitmq.com',
      kinds: ['RabbitmqCluster'],
      paths: ['spec.image', 'spec.override.statefulSet.spec.template.spec@pod'],
    },
    {
      group: 'apps.emqx.io',
      kinds: ['EMQX'],
      paths: [
        'spec.image',
        ...under(
          ['spec.coreTemplate.spec', 'spec.replicantTemplate.spec'],
          ['initContainers[].image', 'extraContainers[].image'],
        ),
      ],
    },
  ],
};
