import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../server/src/registry/manifest.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const parse = (value: unknown) => parseManifest(new TextEncoder().encode(JSON.stringify(value)));

describe('parseManifest', () => {
  it('keeps what a look-up needs', () => {
    const layer = { mediaType: 'a/b', digest, size: 3, annotations: { key: 'value', number: 1 } };
    expect(
      parse({
        schemaVersion: 2,
        artifactType: 'x/y',
        layers: [layer],
        subject: layer,
        annotations: { a: 'b' },
      }),
    ).toEqual({
      artifactType: 'x/y',
      layers: [{ mediaType: 'a/b', digest, size: 3, annotations: { key: 'value' } }],
      subject: { mediaType: 'a/b', digest, size: 3, annotations: { key: 'value' } },
      annotations: { a: 'b' },
      unreadable: 0,
    });
  });

  it('tells an index from everything else, an empty one too', () => {
    expect(parse({ manifests: null })?.manifests).toEqual([]);
    expect(parse({ layers: [] })).not.toHaveProperty('manifests');
  });

  it('counts what is no descriptor', () => {
    const layers = [null, 1, {}, { digest: 'sha256:../x' }, { digest: 'md5:0' }, { digest, size: -1 }];
    expect(parse({ layers })).toMatchObject({ unreadable: 5, layers: [{ digest, size: 0, mediaType: '' }] });
    expect(parse({ layers: 'many' })?.unreadable).toBe(1);
  });

  it('does not carry types around that are none', () => {
    const mediaType = `a/b\n[link](https://evil.example)${'x'.repeat(10_000)}`;
    expect(parse({ mediaType, artifactType: mediaType, layers: [{ mediaType, digest, size: 1 }] })).toEqual({
      layers: [{ mediaType: '', digest, size: 1, annotations: {} }],
      annotations: {},
      unreadable: 0,
    });
  });

  it.each(['', 'null', '[]', '"text"', '{', '\u0000'])('%j is no manifest', (text) => {
    expect(parseManifest(new TextEncoder().encode(text))).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        (value) =>
          void parse({ layers: value, manifests: value, config: value, subject: value, annotations: value }),
      ),
    );
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void parseManifest(bytes)));
  });

  it('does not take members from the prototype', () => {
    const manifest = parseManifest(
      new TextEncoder().encode('{"annotations":{"__proto__":"x"},"__proto__":{"artifactType":"x"}}'),
    );
    expect(manifest?.artifactType).toBeUndefined();
    expect(Object.keys(manifest?.annotations ?? {})).toEqual(['__proto__']);
  });
});
