import type { KindFamily } from './kind-row.ts';

export const cnpg: KindFamily = {
  title: 'CloudNativePG',
  rows: [
    {
      group: 'postgresql.cnpg.io',
      kinds: ['Cluster'],
      paths: ['spec.imageName', 'spec.postgresql.extensions[].image.reference'],
    },
    {
      group: 'postgresql.cnpg.io',
      kinds: ['ImageCatalog', 'ClusterImageCatalog'],
      paths: ['spec.images[].image', 'spec.images[].extensions[].image.reference'],
    },
    { group: 'postgresql.cnpg.io', kinds: ['Pooler'], paths: ['spec.template.spec@pod'] },
  ],
};
