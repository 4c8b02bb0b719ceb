import { describe, expect, it } from 'vitest';
import { DIGEST, locate, pinned, written } from '../support/locate.ts';

const pod = (image: string, eol = '\n') =>
  [
    'apiVersion: v1',
    'kind: Pod',
    'metadata:',
    '  name: 웹🚀',
    'spec:',
    '  containers:',
    `    - image: ${image}`,
    '      name: a',
    '',
  ].join(eol);

describe('where a reference stands', () => {
  it.each([
    ['plain', 'nginx:1.25', `nginx:1.25@${DIGEST}`],
    ['double-quoted', '"nginx:1.25"', `"nginx:1.25@${DIGEST}"`],
    ['single-quoted', "'nginx:1.25'", `'nginx:1.25@${DIGEST}'`],
    ['followed by a comment', 'nginx:1.25   # keep me', `nginx:1.25@${DIGEST}   # keep me`],
    ['behind an anchor', '&web nginx:1.25', `&web nginx:1.25@${DIGEST}`],
    ['behind a tag', '!!str "nginx:1.25"', `!!str "nginx:1.25@${DIGEST}"`],
    ['folded', '>-\n        nginx:1.25', `>-\n        nginx:1.25@${DIGEST}`],
    ['literal', '|\n        nginx:1.25\n', `|\n        nginx:1.25@${DIGEST}\n`],
    ['pinned already', 'nginx:1.25@sha256:abc', `nginx:1.25@${DIGEST}`],
    ['pinned, in quotes', '"nginx@sha256:abc" # x', `"nginx@${DIGEST}" # x`],
  ])('%s', (_name, value, expected) => {
    for (const eol of ['\n', '\r\n']) {
      const source = pod(value.replaceAll('\n', eol), eol);
      const [field] = locate(source);
      expect(field?.verbatim).toBe(true);
      expect(field && written(source, field)).toBe(field?.text);
      expect(field?.text).toMatch(/^nginx[:@]\S+$/);
      expect(pinned(source)).toBe(pod(expected.replaceAll('\n', eol), eol));
    }
  });

  it('replaces the whole value when its characters are escaped', () => {
    const source = pod('"nginx\\u003a1.25@sha256\\u003aabc"');
    const [field] = locate(source);
    expect(field).toMatchObject({ text: 'nginx:1.25@sha256:abc', verbatim: false });
    expect(field && written(source, field)).toBe('nginx\\u003a1.25@sha256\\u003aabc');
    expect(pinned(source)).toBe(pod(`"nginx:1.25@${DIGEST}"`));
  });

  it('offers no pin for an escaped value that could not be written back', () => {
    expect(locate(pod('"nginx:\\"1\\""'))[0]?.pin).toBeUndefined();
  });

  it('counts in UTF-16 code units behind multi-byte text', () => {
    const source = 'apiVersion: v1\nkind: Pod\nspec: {containers: [{name: "🚀웹", image: nginx:1}]}\n';
    const [field] = locate(source);
    expect(field?.span.start).toBe(source.indexOf('nginx:1'));
  });
});

describe('anchors and aliases', () => {
  const source = `
apiVersion: v1
kind: Pod
spec:
  containers:
    - name: a
      image: &img "web:1"
    - name: b
      image: *img
`;

  it('finds an alias where its anchor is, and says where it stands', () => {
    const fields = locate(source);
    expect(fields.map((field) => field.path)).toEqual([
      'spec.containers[0].image',
      'spec.containers[1].image',
    ]);
    expect(fields[1]?.span).toEqual(fields[0]?.span);
    const alias = fields[1]?.alias;
    expect(alias && source.slice(alias.start, alias.end)).toBe('*img');
    expect(fields[0]?.alias).toBeUndefined();
  });

  it('edits the anchor once', () => {
    expect(pinned(source)).toBe(source.replace('"web:1"', `"web:1@${DIGEST}"`));
  });

  it('finds what a merge key brings', () => {
    const merged = `
apiVersion: v1
kind: Pod
x-base: &base
  image: web:1
spec:
  containers:
    - <<: *base
      name: a
    - <<: *base
      name: b
      image: other:2
`;
    expect(locate(merged).map((field) => `${field.path} ${field.text}`)).toEqual([
      'spec.containers[0].image web:1',
      'spec.containers[1].image other:2',
    ]);
    expect(pinned(merged)).toBe(
      merged.replace('web:1', `web:1@${DIGEST}`).replace('other:2', `other:2@${DIGEST}`),
    );
  });
});
