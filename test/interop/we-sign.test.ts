import { beforeAll, describe, expect, inject, it } from 'vitest';
import { type Format, formats, trusting } from './support/cosign-flags.ts';
import { digestOf, pushEverywhere } from './support/images.ts';
import { cosignKeys, type KeyFiles, keyTypes, ourKeys } from './support/keys.ts';
import { type CosignVersion, versions, workplace } from './support/workplace.ts';

const sigstore = inject('sigstore');
const at = workplace();

/** Asks cosign about images, all at once: `true` when it accepts every one of them, and says so of each. */
async function accepts(
  version: CosignVersion,
  format: Format,
  publicKey: string,
  images: readonly string[],
  ...more: string[]
) {
  const flags = trusting(version, format, publicKey, sigstore);
  const { code, stdout } = await at.tryCosign(version, 'verify', ...flags, ...more, ...images);
  return code === 0 && images.every((image) => stdout.includes(digestOf(image)));
}

describe.concurrent.each(keyTypes)('what imageseal signs with a key of type %s', (type) => {
  let keys: KeyFiles;
  let others: KeyFiles;
  beforeAll(async () => {
    [keys, others] = await Promise.all([ourKeys(at, type), ourKeys(at, type, 'others')]);
  });

  it.for(formats)('as %s, cosign accepts under this key only, on every registry', async (format) => {
    const images = await pushEverywhere();
    await at.sign('sign', images, '--key', keys.privateKey, '--format', format);
    for (const version of versions) {
      expect(await accepts(version, format, keys.publicKey, images), version).toBe(true);
      for (const image of images) {
        expect(await accepts(version, format, others.publicKey, [image]), version).toBe(false);
      }
    }
  });
});

describe.concurrent.each(versions)('with a key of cosign %s', (version) => {
  it.for(keyTypes)('imageseal signs: %s', async (type) => {
    const keys = await cosignKeys(at, version, type);
    for (const format of formats) {
      const images = await pushEverywhere();
      await at.sign('sign', images, '--key', keys.privateKey, '--format', format);
      expect(await accepts(version, format, keys.publicKey, images), format).toBe(true);
    }
  });
});
