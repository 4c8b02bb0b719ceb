import type { KindFamily } from './kind-row.ts';

export const carvel: KindFamily = {
  title: 'Carvel',
  rows: [
    {
      group: 'kappctrl.k14s.io',
      kinds: ['App'],
      paths: ['spec.fetch[].image.url', 'spec.fetch[].imgpkgBundle.image'],
    },
    {
      group: 'packaging.carvel.dev',
      kinds: ['PackageRepository'],
      paths: ['spec.fetch.image.url', 'spec.fetch.imgpkgBundle.image'],
    },
    {
      group: 'data.packaging.carvel.dev',
      kinds: ['Package'],
      paths: ['spec.template.spec.fetch[].image.url', 'spec.template.spec.fetch[].imgpkgBundle.image'],
    },
  ],
};
