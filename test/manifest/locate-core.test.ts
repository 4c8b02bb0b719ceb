import { describe, expect, it } from 'vitest';
import { listing, locate } from '../support/locate.ts';

const containers = (indent: string) =>
  ['containers: [{name: a, image: "app:1"}]', 'initContainers: [{name: b, image: "init:2"}]']
    .map((line) => indent + line)
    .join('\n');

describe('core kinds', () => {
  it.each([
    ['v1', 'Pod', 'spec'],
    ['v1', 'PodTemplate', 'template.spec'],
    ['v1', 'ReplicationController', 'spec.template.spec'],
    ['apps/v1', 'Deployment', 'spec.template.spec'],
    ['apps/v1beta2', 'Deployment', 'spec.template.spec'],
    ['extensions/v1beta1', 'Deployment', 'spec.template.spec'],
    ['apps/v1', 'StatefulSet', 'spec.template.spec'],
    ['apps/v1', 'DaemonSet', 'spec.template.spec'],
    ['apps/v1', 'ReplicaSet', 'spec.template.spec'],
    ['batch/v1', 'Job', 'spec.template.spec'],
    ['batch/v1', 'CronJob', 'spec.jobTemplate.spec.template.spec'],
    ['batch/v1beta1', 'CronJob', 'spec.jobTemplate.spec.template.spec'],
  ])('%s %s has its pods at %s', (apiVersion, kind, path) => {
    const keys = path.split('.');
    const nested = keys.map((key, depth) => `${'  '.repeat(depth)}${key}:`).join('\n');
    const source = `apiVersion: ${apiVersion}\nkind: ${kind}\n${nested}\n${containers('  '.repeat(keys.length))}\n`;
    expect(listing(source)).toEqual([
      `${path}.containers[0].image = app:1`,
      `${path}.initContainers[0].image = init:2`,
    ]);
  });

  it('finds every kind of container, image volumes, and the resource they belong to', () => {
    const source = `
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec:
  initContainers:
    - image: registry.example/init:1
      name: init
  containers:
    - name: web
      image: nginx:1.25
    - name: no-image
  ephemeralContainers:
    - { name: debug, image: busybox }
  volumes:
    - name: model
      image:
        reference: ghcr.io/acme/model:v3
        pullPolicy: IfNotPresent
    - name: ceph
      rbd: { image: foo/bar:1, monitors: [a] }
`;
    expect(listing(source)).toEqual([
      'spec.initContainers[0].image = registry.example/init:1',
      'spec.containers[0].image = nginx:1.25',
      'spec.ephemeralContainers[0].image = busybox',
      'spec.volumes[0].image.reference = ghcr.io/acme/model:v3',
    ]);
    expect(locate(source)[0]?.resource).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      name: 'web',
      namespace: 'shop',
    });
  });

  it('reads JSON', () => {
    const source = '{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"a","image":"a/b:1"}]}}';
    expect(listing(source)).toEqual(['spec.containers[0].image = a/b:1']);
  });

  it('leaves out blank values and what is no text', () => {
    const values = ['', '""', '"  "', '~', 'null', '12', '1.5', 'true', '{}', '[]', '[a]'];
    const items = values.map((value) => `    - {name: x, image: ${value}}`).join('\n');
    expect(listing(`apiVersion: v1\nkind: Pod\nspec:\n  containers:\n${items}\n`)).toEqual([]);
    expect(
      listing(
        'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image:\n      name: x\n    - image: "12"\n',
      ),
    ).toEqual(['spec.containers[1].image = 12']);
  });

  it('takes damaged shapes as they come', () => {
    for (const spec of [
      'containers: nginx',
      'containers: {image: x}',
      'containers: [nginx, [x]]',
      '- a',
      '~',
    ]) {
      expect(listing(`apiVersion: v1\nkind: Pod\nspec:\n  ${spec}\n`)).toEqual([]);
    }
    expect(listing('- apiVersion: v1')).toEqual([]);
    expect(listing('just text about an image')).toEqual([]);
  });
});

describe('lists', () => {
  it('treats every item as a resource of its own, nested lists too', () => {
    const source = `
apiVersion: v1
kind: List
metadata: { name: all }
items:
  - apiVersion: v1
    kind: ConfigMap
    data: { image: nginx:1 }
  - apiVersion: apps/v1
    kind: Deployment
    metadata: { name: web, namespace: shop }
    spec: { template: { spec: { containers: [ { name: a, image: web:1 } ] } } }
  - apiVersion: v1
    kind: List
    items:
      - apiVersion: v1
        kind: Pod
        metadata: { name: deep }
        spec: { containers: [ { name: a, image: deep:1 } ] }
`;
    expect(locate(source).map(({ path, resource }) => [path, resource.kind, resource.name])).toEqual([
      ['items[1].spec.template.spec.containers[0].image', 'Deployment', 'web'],
      ['items[2].items[0].spec.containers[0].image', 'Pod', 'deep'],
    ]);
  });

  it('knows the items of typed lists, which may leave their kind out', () => {
    const source = `
apiVersion: apps/v1
kind: DeploymentList
items:
  - metadata: { name: web }
    spec: { template: { spec: { containers: [ { name: a, image: web:1 } ] } } }
`;
    expect(locate(source)[0]).toMatchObject({
      path: 'items[0].spec.template.spec.containers[0].image',
      resource: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    });
  });

  it('ends where lists are nested without reason', () => {
    const depth = 40;
    let source = '{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"a/b:1"}]}}';
    for (let i = 0; i < depth; i++) source = `{"apiVersion":"v1","kind":"List","items":[${source}]}`;
    expect(listing(source)).toEqual([]);
  });
});
