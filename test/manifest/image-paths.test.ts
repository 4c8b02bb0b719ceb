import { describe, expect, it } from 'vitest';
import { appendStep, parseFieldPath } from '../../server/src/manifest/field-path.ts';
import { compileImagePaths, isImagePath, isKindPattern } from '../../server/src/manifest/image-paths.ts';
import { type LocateOptions, mayHoldImage } from '../../server/src/manifest/locate.ts';
import { DIGEST, listing, pinned } from '../support/locate.ts';

const options = (imagePaths: Record<string, readonly string[]>): LocateOptions => ({
  fileKind: 'manifest',
  imagePaths: compileImagePaths(imagePaths),
});
const widget = 'apiVersion: example.com/v1\nkind: Widget\nspec: {runtime: {from: "nginx"}}\n';

describe('the user’s own image paths', () => {
  it.each([
    'example.com/v1/Widget',
    'example.com/*/Widget',
    'example.com/v*/Widget',
    '*.com/*/Widget',
    'example.com/Widget',
    'Widget',
    '*/*/*',
  ])('of %s', (kind) => {
    expect(listing(widget, options({ [kind]: ['spec.runtime.from'] }))).toEqual([
      'spec.runtime.from = nginx',
    ]);
  });

  it.each([
    'example.com/v2/Widget',
    'example.org/*/Widget',
    'xexample.com/*/Widget',
    'exampleXcom/v1/Widget',
    'v1/Widget',
    'Widge',
  ])('not of %s', (kind) => {
    expect(listing(widget, options({ [kind]: ['spec.runtime.from'] }))).toEqual([]);
  });

  it('say so in kinds of the table and core kinds, ConfigMaps even', () => {
    const source = 'apiVersion: v1\nkind: ConfigMap\ndata: {builder: "golang:1.24"}\n';
    expect(listing(source, options({ 'v1/ConfigMap': ['data.builder'] }))).toEqual([
      'data.builder = golang:1.24',
    ]);
    const pod = 'apiVersion: v1\nkind: Pod\nspec: {containers: [{image: a}], extra: {from: b}}\n';
    expect(listing(pod, options({ Pod: ['spec.extra.from', 'spec.containers[].image'] }))).toEqual([
      'spec.containers[0].image = a',
      'spec.extra.from = b',
    ]);
  });

  it('are no guesses, and are found once', () => {
    const source =
      'apiVersion: example.com/v1\nkind: Widget\nspec: {image: "a/b:1", other: {image: "c/d:1"}}\n';
    expect(listing(source, options({ Widget: ['spec.image'] }))).toEqual([
      'spec.image = a/b:1',
      'spec.other.image = c/d:1 (guessed)',
    ]);
  });

  it('may end at a mapping of parts, and go through sequences and any key', () => {
    const source = `apiVersion: example.com/v1
kind: Widget
spec:
  pools:
    - roles: {web: {oci: {repository: a/b, tag: "1"}}, db: {oci: "c/d:2"}}
`;
    const found = options({ Widget: ['spec.pools[].roles.*.oci'] });
    expect(listing(source, found)).toEqual([
      'spec.pools[0].roles.web.oci = a/b:1',
      'spec.pools[0].roles.db.oci = c/d:2',
    ]);
    expect(pinned(source, found)).toBe(
      source.replace('tag: "1"', `tag: "1@${DIGEST}"`).replace('c/d:2', `c/d:2@${DIGEST}`),
    );
  });

  it('leave out what is no kind or path, whatever the configuration holds', () => {
    const bad = {
      'a/b/c/d': ['spec.image'],
      '': ['spec.image'],
      'a b/Widget': ['spec.image'],
      Widget: ['', '.', 'a..b', 'spec.', 'spec.[0', '[]', '*', 'spec@pod', 'spec image', 7, null],
      Gadget: 'spec.image',
      Other: null,
    } as unknown as Record<string, readonly string[]>;
    expect(compileImagePaths(bad).find('example.com/v1', 'Widget')).toBeUndefined();
    expect(compileImagePaths(null as unknown as Record<string, readonly string[]>).markers).toEqual([]);
    expect(isKindPattern('a/b/c/d')).toBe(false);
    expect(isKindPattern(7)).toBe(false);
    expect(isKindPattern('example.com/*/Widget')).toBe(true);
    expect(isImagePath('spec.steps[].image')).toBe(true);
    expect(isImagePath('a..b')).toBe(false);
  });
});

describe('the cheap look before the parser', () => {
  const plain: LocateOptions = { fileKind: 'manifest' };
  it.each([
    ['a Service', 'apiVersion: v1\nkind: Service\nspec: {ports: [{port: 80}]}\n', false],
    ['an image', 'image: x', true],
    ['an Image', 'baseImage: x', true],
    ['an escaped key', '{"\\u0069mage": "x"}', true],
    ['an escaped slash', '{"url": "docker:\\/\\/x"}', true],
  ])('%s', (_name, text, expected) => {
    expect(mayHoldImage(text, plain)).toBe(expected);
  });

  it('asks for the user’s keys as well', () => {
    expect(mayHoldImage(widget, plain)).toBe(false);
    expect(mayHoldImage(widget, options({ Widget: ['spec.runtime.from'] }))).toBe(true);
    expect(mayHoldImage('kind: Service', options({ Widget: ['spec.runtime.from'] }))).toBe(false);
  });
});

describe('field paths', () => {
  it.each([
    ['spec.steps[].image', 'spec.steps[0].image'],
    ['$.spec.image', 'spec.image'],
    ['.spec.image', 'spec.image'],
    ['a[0][*].b', 'a[0][0].b'],
    ["metadata.annotations['example.com/image']", 'metadata.annotations["example.com/image"]'],
    ['a["b.c"].d', 'a["b.c"].d'],
  ])('%s', (path, printed) => {
    const steps = parseFieldPath(path) ?? [];
    const place = steps.map((step) => (step.type === 'key' ? step.key : 0));
    expect(place.reduce<string>(appendStep, '')).toBe(printed);
  });

  it.each(['', '.', '..a', 'a..b', 'a.', 'a[', 'a[b]', 'a.[0]', 'a b', 'a[""]'])('not %j', (path) => {
    expect(parseFieldPath(path)).toBeUndefined();
  });
});
