import { type KindFamily, under } from './kind-row.ts';

export const vault: KindFamily = {
  title: 'Bank-Vaults',
  rows: [
    {
      group: 'vault.banzaicloud.com',
      kinds: ['Vault'],
      paths: under(
        ['spec'],
        [
          'image',
          'bankVaultsImage',
          'statsdImage',
          'fluentdImage',
          'vaultInitContainers[].image',
          'vaultContainers[].image',
        ],
      ),
    },
  ],
};

export const kubewarden: KindFamily = {
  title: 'Kubewarden',
  rows: [
    { group: 'policies.kubewarden.io', kinds: ['PolicyServer'], paths: ['spec.image'] },
    {
      group: 'policies.kubewarden.io',
      kinds: ['AdmissionPolicy', 'ClusterAdmissionPolicy'],
      paths: ['spec.module@url'],
    },
  ],
};
