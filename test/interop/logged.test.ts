import { beforeAll, describe, expect, inject, it } from 'vitest';
import { pushEverywhere } from './support/images.ts';
import { type KeyFiles, ourKeys } from './support/keys.ts';
import { versions, workplace } from './support/workplace.ts';

const { signingConfig, trustedRoot } = inject('sigstore');
const at = workplace();
let keys: KeyFiles;
let trust: string[];
beforeAll(async () => {
  keys = await ourKeys(at, 'ecdsa-p256');
  trust = ['--key', keys.publicKey, '--trusted-root', trustedRoot];
});

/** Asks for an entry in the log of the private Sigstore, and for a time: Rekor v2 says none. */
const asked = {
  '2.6.5': ['--new-bundle-format', '--use-signed-timestamps'],
  '3.1.3': [],
};

describe.concurrent('with a key, and an entry in the transparency log', () => {
  it('what imageseal signs is accepted by cosign', async () => {
    const images = await pushEverywhere();
    const flags = [
      '--key',
      keys.privateKey,
      '--signing-config',
      signingConfig,
      '--trusted-root',
      trustedRoot,
    ];
    await at.sign('sign', images, ...flags, '--tlog-upload');
    for (const version of versions) {
      await at.cosign(version, 'verify', ...trust, ...asked[version], ...images);
    }
  });

  it('what imageseal signs without it is not', async () => {
    const images = await pushEverywhere();
    await at.sign('sign', images, '--key', keys.privateKey);
    for (const version of versions) {
      const { code } = await at.tryCosign(version, 'verify', ...trust, ...asked[version], ...images);
      expect(code, version).not.toBe(0);
    }
    expect(await at.verify(images, ...trust)).toMatchObject({ code: 1 });
  });

  it('what cosign 3.1.3 signs is trusted', async () => {
    const images = await pushEverywhere();
    const flags = ['--key', keys.privateKey, '--yes', '--signing-config', signingConfig];
    await at.cosign('3.1.3', 'sign', ...flags, ...images);
    const found = await at.verify(images, ...trust);
    const signature = { trusted: true, log: { index: expect.stringMatching(/^\d+$/) } };
    expect(found).toMatchObject({
      code: 0,
      images: images.map(() => ({ verdict: 'trusted', signatures: [signature] })),
    });
  });
});
