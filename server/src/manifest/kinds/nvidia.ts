import { type KindFamily, under } from './kind-row.ts';

// `{repository, image, version}`. Not the drivers: the operator adds each node's operating system to their version.
export const nvidia: KindFamily = {
  title: 'NVIDIA',
  rows: [
    {
      group: 'nvidia.com',
      kinds: ['ClusterPolicy'],
      paths: under(
        ['spec'],
        [
          'operator.initContainer@split',
          'driver.manager@split',
          'toolkit@split',
          'devicePlugin@split',
          'dcgm@split',
          'dcgmExporter@split',
          'nodeStatusExporter@split',
          'gfd@split',
          'migManager@split',
          'validator@split',
          'vfioManager@split',
          'vgpuManager.driverManager@split',
          'vgpuDeviceManager@split',
          'sandboxDevicePlugin@split',
          'kataManager@split',
          'ccManager@split',
        ],
      ),
    },
    { group: 'nvidia.com', kinds: ['NVIDIADriver'], paths: ['spec.manager@split'] },
    {
      group: 'mellanox.com',
      kinds: ['NicClusterPolicy'],
      paths: under(
        ['spec'],
        [
          'rdmaSharedDevicePlugin@split',
          'sriovDevicePlugin@split',
          'ibKubernetes@split',
          'secondaryNetwork.cniPlugins@split',
          'secondaryNetwork.multus@split',
          'secondaryNetwork.ipoib@split',
          'secondaryNetwork.ipamPlugin@split',
          'nvIpam@split',
          'nicFeatureDiscovery@split',
          'docaTelemetryService@split',
        ],
      ),
    },
  ],
};
