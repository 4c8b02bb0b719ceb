import { beforeAll, describe, expect, inject, it } from 'vitest';
import { formats, unpublished } from './support/cosign-flags.ts';
import { layoutOn, pushEverywhere, registries } from './support/images.ts';
import { cosignKeys, type KeyFiles, keyTypes } from './support/keys.ts';
import { versions, workplace } from './support/workplace.ts';

describe.each(versions)('what cosign %s signs', (version) => {
  const at = workplace();
  const sigstore = inject('sigstore');

  describe.concurrent.each(keyTypes)('with a key of type %s', (type) => {
    let keys: KeyFiles;
    beforeAll(async () => {
      keys = await cosignKeys(at, version, type);
    });

    // Cosign 2 makes no bundle with an Ed25519 key: it signs the hash (Ed25519ph), and then does not verify what it made.
    const made = formats.filter(
      (format) => !(version === '2.6.5' && type === 'ed25519' && format === 'bundle'),
    );
    it.for(made)('as %s is trusted, on every registry', async (format) => {
      const images = await pushEverywhere();
      const flags = unpublished(version, format, sigstore);
      await at.cosign(version, 'sign', '--key', keys.privateKey, ...flags, ...images);
      const found = await at.verify(images, '--key', keys.publicKey, '--insecure-ignore-tlog');
      expect(found).toMatchObject({
        code: 0,
        images: registries.map((registry) => ({
          verdict: 'trusted',
          signatures: [{ layout: layoutOn(registry, format), kind: 'signature', signer: { type: 'key' } }],
        })),
      });
    });
  });
});
