import type { KindFamily } from './kind-row.ts';

export const operatorLifecycle: KindFamily = {
  title: 'Operator Lifecycle Manager',
  rows: [
    {
      group: 'operators.coreos.com',
      kinds: ['ClusterServiceVersion'],
      paths: ['spec.install.spec.deployments[].spec.template.spec@pod', 'spec.relatedImages[].image'],
    },
    { group: 'operators.coreos.com', kinds: ['CatalogSource'], paths: ['spec.image'] },
    { group: 'olm.operatorframework.io', kinds: ['ClusterCatalog'], paths: ['spec.source.image.ref'] },
  ],
};
