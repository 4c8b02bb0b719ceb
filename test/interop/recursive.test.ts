import { beforeAll, describe, expect, inject, it } from 'vitest';
import { formats, trusting, unpublished } from './support/cosign-flags.ts';
import { type PushedImage, pushImage, registries } from './support/images.ts';
import { type KeyFiles, ourKeys } from './support/keys.ts';
import { versions, workplace } from './support/workplace.ts';

const sigstore = inject('sigstore');
const at = workplace();
let keys: KeyFiles;
beforeAll(async () => {
  keys = await ourKeys(at, 'ecdsa-p256');
});

/** The manifests of the platforms, by their digests. */
const platforms = ({ repository, built }: PushedImage) =>
  built.children.map(({ digest }) => `${repository}@${digest}`);

describe.concurrent.each(registries)('an index on $name', ({ host }) => {
  describe.each(formats)('as %s', (format) => {
    it('signed by imageseal --recursive is signed in every part', async () => {
      const image = await pushImage(host);
      await at.sign('sign', [image.reference], '--key', keys.privateKey, '--format', format, '--recursive');
      const all = [image.reference, ...platforms(image)];
      expect(all).toHaveLength(3);
      for (const version of versions) {
        await at.cosign(version, 'verify', ...trusting(version, format, keys.publicKey, sigstore), ...all);
      }
    });

    it('signed by imageseal without it is signed as a whole only', async () => {
      const image = await pushImage(host);
      await at.sign('sign', [image.reference], '--key', keys.privateKey, '--format', format);
      const flags = trusting('3.1.3', format, keys.publicKey, sigstore);
      await at.cosign('3.1.3', 'verify', ...flags, image.reference);
      for (const platform of platforms(image)) {
        const { code } = await at.tryCosign('3.1.3', 'verify', ...flags, platform);
        expect(code).not.toBe(0);
      }
    });

    it.each(versions)('signed by cosign %s --recursive is trusted in every part', async (version) => {
      const image = await pushImage(host);
      const flags = ['--recursive', '--key', keys.privateKey, ...unpublished(version, format, sigstore)];
      await at.cosign(version, 'sign', ...flags, image.reference);
      const all = [image.reference, ...platforms(image)];
      const found = await at.verify(all, '--key', keys.publicKey, '--insecure-ignore-tlog');
      expect(found).toMatchObject({ code: 0, images: all.map(() => ({ verdict: 'trusted' })) });
    });
  });
});
