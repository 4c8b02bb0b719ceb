import { beforeAll, describe, expect, inject, it } from 'vitest';
import { formats, unpublished } from './support/cosign-flags.ts';
import { pushImage, registries } from './support/images.ts';
import { cosignKeys, type KeyFiles, ourKeys } from './support/keys.ts';
import { workplace } from './support/workplace.ts';

const sigstore = inject('sigstore');
const at = workplace();
let ours: KeyFiles;
let theirs: KeyFiles;
beforeAll(async () => {
  [ours, theirs] = await Promise.all([ourKeys(at, 'ecdsa-p256'), cosignKeys(at, '3.1.3', 'ecdsa-p256')]);
});

const signers = 10;

/** How many signatures of an image hold under each key. */
async function held(image: string): Promise<{ ours: number; theirs: number }> {
  const count = async ({ publicKey }: KeyFiles) => {
    const { images } = await at.verify([image], '--key', publicKey, '--insecure-ignore-tlog');
    return images.flatMap(({ signatures }) => signatures).filter(({ trusted }) => trusted).length;
  };
  return { ours: await count(ours), theirs: await count(theirs) };
}

describe.each(registries)('at once on $name', ({ host, referrersApi }) => {
  describe.each(formats)('as %s', (format) => {
    const sign = (image: string) => at.sign('sign', [image], '--key', ours.privateKey, '--format', format);

    it(`${signers} signers lose none of their signatures`, async () => {
      const { reference } = await pushImage(host);
      await Promise.all(Array.from({ length: signers }, () => sign(reference)));
      expect(await held(reference)).toEqual({ ours: signers, theirs: 0 });
    });

    it('none of ours is lost to a cosign that signs as well', async () => {
      const { reference } = await pushImage(host);
      const flags = ['--key', theirs.privateKey, ...unpublished('3.1.3', format, sigstore)];
      const cosign = async () => {
        // One after the other, and never mind whether it succeeds: where there is a tag to be changed, or a blob that
        // somebody else is writing, cosign does not look after its own.
        for (let n = 0; n < 3; n++) await at.tryCosign('3.1.3', 'sign', ...flags, reference);
      };
      await Promise.all([cosign(), ...Array.from({ length: signers - 1 }, () => sign(reference))]);
      const found = await held(reference);
      expect(found.ours).toBe(signers - 1);
      // Where every signature is a manifest of its own, and the registry lists them, there is nothing to be lost.
      if (format === 'bundle' && referrersApi) expect(found.theirs).toBe(3);
    });
  });
});
