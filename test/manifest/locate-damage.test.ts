import { describe, expect, it } from 'vitest';
import type { FileKind } from '../../server/src/manifest/file-kind.ts';
import { locate, pinned } from '../support/locate.ts';

const SAMPLES: [FileKind, string][] = [
  [
    'manifest',
    `apiVersion: v1
kind: List
items:
  - apiVersion: apps/v1
    kind: Deployment
    metadata: {name: "웹🚀", namespace: a}
    spec:
      template:
        spec:
          containers:
            - {name: a, image: &i "nginx:1.25"} # c
            - name: b
              image: *i
          volumes: [{name: m, image: {reference: 'a/b@sha256:abc'}}]
  - {"apiVersion": "example.com/v1", "kind": "Widget", "spec": {"image": "a\\u002fb:1"}}
  - apiVersion: source.toolkit.fluxcd.io/v1
    kind: OCIRepository
    spec: {url: "oci://a/b", ref: {tag: "1", digest: }}
`,
  ],
  [
    'kustomization',
    'images:\n- name: a\n  newTag: "1"\n  digest:\n- {name: b, newName: c/d, newTag: v1}\n- <<: *x\n',
  ],
  [
    'helm-values',
    'global: {imageRegistry: r.io}\nimage:\n  registry: x\n  repository: a/b\n  tag: 1.10\n  sha: ""\nb: {image: {repository: c, tag: &t v1}}\nc: {image: {repository: d, tag: *t}}\n',
  ],
];

describe('a text that is being typed', () => {
  it.each(SAMPLES)('%s: every beginning and every gap is read, and spans stay inside', (fileKind, source) => {
    for (let at = 0; at <= source.length; at++) {
      for (const text of [source.slice(0, at), source.slice(0, at) + source.slice(at + 7)]) {
        for (const field of locate(text, { fileKind })) {
          for (const span of [
            field.span,
            field.pin?.span,
            field.alias,
            field.parts?.name,
            field.parts?.version,
          ]) {
            if (!span) continue;
            expect(span.start).toBeLessThanOrEqual(span.end);
            expect(span.start).toBeGreaterThanOrEqual(0);
            expect(span.end).toBeLessThanOrEqual(text.length);
          }
        }
      }
    }
  });

  it.each(SAMPLES)('%s: what is pinned stays pinned', (fileKind, source) => {
    const once = pinned(source, { fileKind });
    expect(once).not.toBe(source);
    expect(pinned(once, { fileKind })).toBe(once);
  });
});
