import { describe, expect, it } from 'vitest';
import { DIGEST, listing, locate, pinned } from '../support/locate.ts';

const widget = (body: string) => `apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\n${body}`;

describe('a kind nobody described', () => {
  it.each(['containers', 'initContainers', 'extraContainers', 'steps', 'sidecars', 'extraSidecars'])(
    'finds named images in %s, certainly',
    (key) => {
      const source = widget(
        `spec:\n  deep:\n    ${key}:\n      - {name: a, image: nginx}\n      - {image: nameless:1}\n`,
      );
      expect(listing(source)[0]).toBe(`spec.deep.${key}[0].image = nginx`);
    },
  );

  it('does not take other sequences for containers', () => {
    expect(
      listing(widget('spec: {presteps: [{name: a, image: nginx}], items: [{name: a, image: nginx}]}')),
    ).toEqual([]);
  });

  it('finds containers outside spec as well', () => {
    expect(listing(widget('template: {containers: [{name: a, image: "a:1"}]}\nimage: "a/b:1"'))).toEqual([
      'template.containers[0].image = a:1',
    ]);
  });

  it('finds image volumes', () => {
    expect(listing(widget('spec: {volumes: [{name: m, image: {reference: "a/b:1"}}]}'))).toEqual([
      'spec.volumes[0].image.reference = a/b:1',
    ]);
  });

  it('guesses an image under spec that looks like nothing else', () => {
    const source = widget(`spec:
  image: registry.example/app:1
  worker: {image: "redis:7"}
  plain: {image: redis, imagePullPolicy: Always}
  local: {image: "localhost:5000/app"}
  open: {image: "\${REGISTRY}/app:\${TAG}"}
  split: {image: acme/app, version: v1}
`);
    expect(listing(source)).toEqual([
      'spec.image = registry.example/app:1 (guessed)',
      'spec.worker.image = redis:7 (guessed)',
      'spec.plain.image = redis (guessed)',
      'spec.local.image = localhost:5000/app (guessed)',
      `spec.open.image = \${REGISTRY}/app:\${TAG} (guessed)`,
      'spec.split.image = acme/app (guessed, version elsewhere)',
    ]);
    expect(pinned(source)).toContain(`spec:\n  image: registry.example/app:1@${DIGEST}\n`);
    expect(pinned(source)).toContain('split: {image: acme/app, version: v1}');
  });

  it('treats resources inside as resources of their own', () => {
    const source = widget(`spec:
  manifests:
    - apiVersion: apps/v1
      kind: Deployment
      metadata: {name: inner}
      spec: {template: {spec: {containers: [{name: a, image: "a:1"}]}}}
    - apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      spec: {image: "a/b:1"}
  image: b/c:1
`);
    expect(locate(source).map(({ path, resource }) => [path, resource.kind, resource.name])).toEqual([
      ['spec.manifests[0].spec.template.spec.containers[0].image', 'Deployment', 'inner'],
      ['spec.image', 'Widget', 'w'],
    ]);
  });

  it('does not get lost in deep nesting', () => {
    const deep = `${'{"a":'.repeat(300)}{"image":"a/b:1"}${'}'.repeat(300)}`;
    expect(listing(`{"apiVersion":"example.com/v1","kind":"Widget","spec":${deep}}`)).toEqual([]);
  });
});
