import { type KindFamily, under } from './kind-row.ts';

export const kruise: KindFamily = {
  title: 'OpenKruise',
  rows: [
    {
      group: 'apps.kruise.io',
      kinds: ['CloneSet', 'StatefulSet', 'DaemonSet', 'BroadcastJob'],
      paths: ['spec.template.spec@pod'],
    },
    {
      group: 'apps.kruise.io',
      kinds: ['SidecarSet'],
      paths: ['spec.containers[].image', 'spec.initContainers[].image'],
    },
    {
      group: 'apps.kruise.io',
      kinds: ['AdvancedCronJob'],
      paths: under(
        ['spec.template'],
        ['jobTemplate.spec.template.spec@pod', 'broadcastJobTemplate.spec.template.spec@pod'],
      ),
    },
    {
      group: 'apps.kruise.io',
      kinds: ['UnitedDeployment'],
      paths: under(
        ['spec.template'],
        [
          'statefulSetTemplate.spec.template.spec@pod',
          'advancedStatefulSetTemplate.spec.template.spec@pod',
          'cloneSetTemplate.spec.template.spec@pod',
          'deploymentTemplate.spec.template.spec@pod',
        ],
      ),
    },
    { group: 'apps.kruise.io', kinds: ['ImagePullJob'], paths: ['spec.image'] },
    { group: 'apps.kruise.io', kinds: ['ImageListPullJob'], paths: ['spec.images[]'] },
  ],
};

export const kubeVela: KindFamily = {
  title: 'KubeVela',
  rows: [{ group: 'core.oam.dev', kinds: ['Application'], paths: ['spec.components[].properties.image'] }],
};

export const multiCluster: KindFamily = {
  title: 'Open Cluster Management, Karmada',
  rows: [
    {
      group: 'work.open-cluster-management.io',
      kinds: ['ManifestWork'],
      paths: ['spec.workload.manifests[]@resource'],
    },
    { group: 'work.karmada.io', kinds: ['Work'], paths: ['spec.workload.manifests[]@resource'] },
  ],
};

export const development: KindFamily = {
  title: 'Development environments',
  rows: [
    {
      group: 'workspace.devfile.io',
      kinds: ['DevWorkspace'],
      paths: ['spec.template.components[].container.image'],
    },
    {
      group: 'workspace.devfile.io',
      kinds: ['DevWorkspaceTemplate'],
      paths: ['spec.components[].container.image'],
    },
    { group: 'agents.x-k8s.io', kinds: ['Sandbox'], paths: ['spec.podTemplate.spec@pod'] },
    { group: 'jenkins.io', kinds: ['Jenkins'], paths: ['spec.master.containers[].image'] },
  ],
};
