import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { type Format, unpublished } from './support/cosign-flags.ts';
import { pushEverywhere } from './support/images.ts';
import { type KeyFiles, keyTypes, opensslKey } from './support/keys.ts';
import { type CosignVersion, versions, workplace } from './support/workplace.ts';

const sigstore = inject('sigstore');
const at = workplace();

/** The format that each version writes when nobody says otherwise. */
const ownFormat: Readonly<Record<CosignVersion, Format>> = { '2.6.5': 'legacy', '3.1.3': 'bundle' };

describe.concurrent.each(keyTypes)('a key of type %s', (type) => {
  const generated = keyFiles(`generated-${type}`);
  const imported = keyFiles(`imported-${type}`);
  let original: string;
  beforeAll(async () => {
    original = await opensslKey(at, type);
    await at.imageseal('generate-key-pair', '--type', type, '--output-key-prefix', `generated-${type}`);
    await at.imageseal('import-key-pair', '--key', original, '--output-key-prefix', `imported-${type}`);
  });

  it('is imported as the same key', async () => {
    const { stdout } = await at.openssl('pkey', '-in', original, '-pubout');
    expect(readFileSync(imported.publicKey, 'utf8')).toBe(stdout);
  });

  describe.each(versions)('under cosign %s', (version) => {
    it.each([
      ['generated', generated],
      ['imported', imported],
    ])('opens as %s', async (_how, { privateKey, publicKey }) => {
      const { stdout } = await at.cosign(version, 'public-key', '--key', privateKey);
      expect(stdout.trim()).toBe(readFileSync(publicKey, 'utf8').trim());
    });

    it('signs', async () => {
      const images = await pushEverywhere();
      const flags = unpublished(version, ownFormat[version], sigstore);
      await at.cosign(version, 'sign', '--key', generated.privateKey, ...flags, ...images);
      const found = await at.verify(images, '--key', generated.publicKey, '--insecure-ignore-tlog');
      expect(found).toMatchObject({ code: 0, images: images.map(() => ({ verdict: 'trusted' })) });
    });
  });
});

function keyFiles(prefix: string): KeyFiles {
  const path = join(at.folder, prefix);
  return { privateKey: `${path}.key`, publicKey: `${path}.pub` };
}
