import { type KindFamily, under } from './kind-row.ts';

const instance = ['volumes[].containerDisk.image', 'domain.firmware.kernelBoot.container.image'];
const machine = [...under(['template.spec'], instance), 'dataVolumeTemplates[].spec.source.registry.url@url'];

export const kubevirt: KindFamily = {
  title: 'KubeVirt',
  rows: [
    { group: 'kubevirt.io', kinds: ['VirtualMachineInstance'], paths: under(['spec'], instance) },
    {
      group: 'kubevirt.io',
      kinds: ['VirtualMachineInstanceReplicaSet'],
      paths: under(['spec.template.spec'], instance),
    },
    { group: 'kubevirt.io', kinds: ['VirtualMachine'], paths: under(['spec'], machine) },
    {
      group: 'pool.kubevirt.io',
      kinds: ['VirtualMachinePool'],
      paths: under(['spec.virtualMachineTemplate.spec'], machine),
    },
    {
      group: 'cdi.kubevirt.io',
      kinds: ['DataVolume', 'VolumeImportSource'],
      paths: ['spec.source.registry.url@url'],
    },
    {
      group: 'cdi.kubevirt.io',
      kinds: ['DataImportCron'],
      paths: ['spec.template.spec.source.registry.url@url'],
    },
  ],
};
