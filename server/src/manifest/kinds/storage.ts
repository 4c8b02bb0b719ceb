import { type KindFamily, under } from './kind-row.ts';

export const minio: KindFamily = {
  title: 'MinIO',
  rows: [
    {
      group: 'minio.min.io',
      kinds: ['Tenant'],
      paths: under(['spec'], ['image', 'kes.image', 'initContainers[].image', 'sideCars.containers[].image']),
    },
  ],
};

export const rook: KindFamily = {
  title: 'Rook',
  rows: [{ group: 'ceph.rook.io', kinds: ['CephCluster'], paths: ['spec.cephVersion.image'] }],
};

export const longhorn: KindFamily = {
  title: 'Longhorn',
  rows: [{ group: 'longhorn.io', kinds: ['EngineImage'], paths: ['spec.image'] }],
};
