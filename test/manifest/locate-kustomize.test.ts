import { describe, expect, it } from 'vitest';
import type { LocateOptions } from '../../server/src/manifest/locate.ts';
import { DIGEST, listing, locate, pinned, written } from '../support/locate.ts';

const file: LocateOptions = { fileKind: 'kustomization' };

describe('what Kustomize puts in place', () => {
  it.each([
    ['name: nginx, newTag: "1.25"', ['nginx:1.25']],
    ['name: nginx, newName: registry.example/nginx, newTag: "1.25"', ['registry.example/nginx:1.25']],
    ['name: nginx, digest: sha256:abc', ['nginx@sha256:abc']],
    ['name: nginx, newTag: "1.25", digest: sha256:abc', ['nginx:1.25@sha256:abc']],
    ['name: nginx, newName: registry.example/nginx', ['registry.example/nginx (version elsewhere)']],
    ['name: nginx, tagSuffix: -slim', ['nginx (version elsewhere)']],
    ['name: nginx, newTag: "1.25", tagSuffix: -slim', ['nginx:1.25']],
    ['name: nginx', []],
    ['name: nginx, newTag: "", digest: ~', []],
    ['newTag: "1"', []],
    ['name: ".*/nginx", newTag: "1.25"', []],
    ['name: ".*/nginx", newName: a/nginx, newTag: "1.25"', ['a/nginx:1.25']],
    [`name: "\${REGISTRY}/web", newTag: "1.25"`, [`\${REGISTRY}/web:1.25`]],
    ['name: web, newTag: 1.10', ['web:1.10']],
  ])('{%s}', (entry, expected) => {
    const found = listing(`images: [{${entry}}]`, file);
    expect(found).toEqual(expected.map((text) => `images[0] = ${text}`));
  });

  it('takes a file by its name, by its kind, and Flux by its own', () => {
    const images = 'images: [{name: a, newTag: "1"}]\n';
    expect(listing(images, file)).toEqual(['images[0] = a:1']);
    expect(listing(images)).toEqual([]);
    expect(locate(images, file)[0]?.resource).toEqual({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
    });
    const named = `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${images}`;
    expect(listing(named)).toEqual(['images[0] = a:1']);
    const component = `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${images}`;
    expect(listing(component, file)).toEqual(['images[0] = a:1']);
    const fluxFile = `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n${images}spec:\n  ${images}`;
    expect(listing(fluxFile, file)).toEqual(['spec.images[0] = a:1']);
  });

  it('underlines what a fix would edit, and knows where name and version are', () => {
    const source = 'images:\n  - name: web\n    newName: registry.example/web\n    newTag: "1"\n';
    const [field] = locate(source, file);
    expect(field && written(source, field)).toBe('1');
    expect(field?.verbatim).toBe(false);
    const parts = field?.parts;
    expect(parts && source.slice(parts.name.start, parts.name.end)).toBe('registry.example/web');
    expect(parts?.version).toEqual(field?.span);
    const renamed = 'images:\n  - name: web\n    newName: registry.example/web\n';
    expect(locate(renamed, file)[0]).toMatchObject({
      verbatim: true,
      parts: { name: { start: 35, end: 55 } },
    });
  });

  it('reads the values it hands to charts', () => {
    expect(
      listing('helmCharts:\n  - name: c\n    valuesInline: {image: {repository: a/b, tag: "1"}}\n', file),
    ).toEqual(['helmCharts[0].valuesInline.image = a/b:1']);
  });
});

describe('pinning sets digest', () => {
  const golden: [name: string, before: string, after: string][] = [
    [
      'on a line of its own, with the same indentation',
      'images:\n  - name: web\n    newTag: "1.25" # bump\n  - name: db\n    newTag: v2\nresources: [a]\n',
      `images:\n  - name: web\n    newTag: "1.25" # bump\n    digest: ${DIGEST}\n  - name: db\n    newTag: v2\n    digest: ${DIGEST}\nresources: [a]\n`,
    ],
    [
      'under a list that is not indented',
      'images:\n-   newTag: v1\n    name: web\n\n# end\n',
      `images:\n-   newTag: v1\n    name: web\n    digest: ${DIGEST}\n\n# end\n`,
    ],
    [
      'below a dash that stands alone',
      'images:\n  -\n    name: web\n    newTag: v1\n',
      `images:\n  -\n    name: web\n    newTag: v1\n    digest: ${DIGEST}\n`,
    ],
    [
      'at the end of a text without a last line break',
      'images:\n- name: web\n  newTag: v1',
      `images:\n- name: web\n  newTag: v1\n  digest: ${DIGEST}`,
    ],
    [
      'in place of the digest that is there',
      'images:\n- name: web\n  digest: "sha256:abc" # old\n  newTag: v1\n',
      `images:\n- name: web\n  digest: "${DIGEST}" # old\n  newTag: v1\n`,
    ],
    [
      'where the key has no value yet',
      'images:\n- name: web\n  newTag: v1\n  digest: # later\n- name: b\n  digest: ""\n  newTag: v1\n- name: c\n  digest: ~\n  newTag: v1\n',
      `images:\n- name: web\n  newTag: v1\n  digest: ${DIGEST} # later\n- name: b\n  digest: "${DIGEST}"\n  newTag: v1\n- name: c\n  digest: ${DIGEST}\n  newTag: v1\n`,
    ],
    [
      'in flow style',
      'images: [{name: web, newTag: "1"}, { name: db, newTag: v2 }]\n',
      `images: [{name: web, newTag: "1", digest: ${DIGEST}}, { name: db, newTag: v2, digest: ${DIGEST} }]\n`,
    ],
    [
      'behind a trailing comma',
      'images: [{name: web, newTag: v1,}]\n',
      `images: [{name: web, newTag: v1, digest: ${DIGEST},}]\n`,
    ],
    [
      'in JSON',
      '{"images": [{"name": "web", "newTag": "1"}]}',
      `{"images": [{"name": "web", "newTag": "1", "digest": "${DIGEST}"}]}`,
    ],
    [
      'in JSON over several lines',
      '{\n  "images": [\n    {\n      "name": "web",\n      "newTag": "1"\n    }\n  ]\n}\n',
      `{\n  "images": [\n    {\n      "name": "web",\n      "newTag": "1",\n      "digest": "${DIGEST}"\n    }\n  ]\n}\n`,
    ],
    [
      'behind an empty last value',
      'images:\n- name: web\n  newTag: v1\n  newName:\n- name: b\n',
      `images:\n- name: web\n  newTag: v1\n  newName:\n  digest: ${DIGEST}\n- name: b\n`,
    ],
    [
      'once, where an anchor is repeated',
      'x: &i\n  name: web\n  newTag: v1\nimages:\n- *i\n- *i\n',
      `x: &i\n  name: web\n  newTag: v1\n  digest: ${DIGEST}\nimages:\n- *i\n- *i\n`,
    ],
    [
      'not in what a merge key brings',
      'x: &d {digest: sha256:abc}\nimages:\n- <<: *d\n  name: a\n',
      'x: &d {digest: sha256:abc}\nimages:\n- <<: *d\n  name: a\n',
    ],
    [
      'not where the base has the tag',
      'images:\n- name: a\n  newName: b\n- name: c\n  tagSuffix: -x\n',
      'images:\n- name: a\n  newName: b\n- name: c\n  tagSuffix: -x\n',
    ],
  ];

  it.each(golden)('%s', (_name, before, after) => {
    expect(pinned(before, file)).toBe(after);
    const crlf = (text: string) => text.replaceAll('\n', '\r\n');
    expect(pinned(crlf(before), file)).toBe(crlf(after));
    const fields = locate(after, file).filter((field) => field.pin);
    expect(fields.every((field) => field.text.endsWith(`@${DIGEST}`))).toBe(true);
  });
});
