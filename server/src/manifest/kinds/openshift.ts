import { type KindFamily, under } from './kind-row.ts';

const deploymentConfig = ['spec.template.spec@pod', 'spec.strategy.customParams.image'];
// What a build starts from; `spec.output.to`, where it goes, is no image to pin.
const build = [
  ...under(
    ['spec.strategy.dockerStrategy', 'spec.strategy.sourceStrategy', 'spec.strategy.customStrategy'],
    ['from@docker-image'],
  ),
  'spec.source.images[].from@docker-image',
];

export const openshift: KindFamily = {
  title: 'OpenShift',
  rows: [
    { group: 'apps.openshift.io', kinds: ['DeploymentConfig'], paths: deploymentConfig },
    { group: '', kinds: ['DeploymentConfig'], paths: deploymentConfig },
    { group: 'build.openshift.io', kinds: ['BuildConfig', 'Build'], paths: build },
    { group: '', kinds: ['BuildConfig'], paths: build },
    { group: 'template.openshift.io', kinds: ['Template'], paths: ['objects[]@resource'] },
    { group: '', kinds: ['Template'], paths: ['objects[]@resource'] },
    { group: 'config.openshift.io', kinds: ['ClusterVersion'], paths: ['spec.desiredUpdate.image'] },
    { group: 'hive.openshift.io', kinds: ['ClusterImageSet'], paths: ['spec.releaseImage'] },
    {
      group: 'hypershift.openshift.io',
      kinds: ['HostedCluster', 'NodePool'],
      paths: ['spec.release.image'],
    },
    {
      group: 'machineconfiguration.openshift.io',
      kinds: ['MachineConfig'],
      paths: ['spec.osImageURL'],
    },
    { group: 'nfd.openshift.io', kinds: ['NodeFeatureDiscovery'], paths: ['spec.operand.image'] },
  ],
};
