import { beforeAll, describe, expect, inject, it } from 'vitest';
import { formats, trusting, unpublished } from './support/cosign-flags.ts';
import { pushEverywhere } from './support/images.ts';
import { type KeyFiles, ourKeys } from './support/keys.ts';
import { versions, workplace } from './support/workplace.ts';

const sigstore = inject('sigstore');
const at = workplace();
let keys: KeyFiles;
beforeAll(async () => {
  keys = await ourKeys(at, 'ecdsa-p256');
});

/** Several in one flag, and a comma in a value: as CSV. */
const signed = ['-a', 'env=prod,tier=1', '-a', '"note=grün, gut"'];
const asked = [
  { of: 'the same', flags: signed, accepted: true },
  { of: 'one of them', flags: ['-a', 'tier=1'], accepted: true },
  { of: 'another value', flags: ['-a', 'env=dev'], accepted: false },
  { of: 'one more', flags: [...signed, '-a', 'team=shop'], accepted: false },
];

describe.concurrent.each(formats)('annotations in a %s', (format) => {
  // Cosign 2 neither writes annotations into bundles nor looks for them there: it accepts any.
  const those = versions.filter((version) => !(version === '2.6.5' && format === 'bundle'));

  it.for(those)('of imageseal are found by cosign %s', async (version) => {
    const images = await pushEverywhere();
    await at.sign('sign', images, '--key', keys.privateKey, '--format', format, ...signed);
    const flags = trusting(version, format, keys.publicKey, sigstore);
    for (const { of, flags: wanted, accepted } of asked) {
      const { code } = await at.tryCosign(version, 'verify', ...flags, ...wanted, ...images);
      expect(code === 0, of).toBe(accepted);
    }
  });

  it.for(those)('of cosign %s are found by imageseal', async (version) => {
    const images = await pushEverywhere();
    const flags = unpublished(version, format, sigstore);
    await at.cosign(version, 'sign', '--key', keys.privateKey, ...flags, ...signed, ...images);
    for (const { of, flags: wanted, accepted } of asked) {
      const trust = ['--key', keys.publicKey, '--insecure-ignore-tlog'];
      const found = await at.verify(images, ...trust, ...wanted);
      const verdict = accepted ? 'trusted' : 'untrusted';
      expect(found.images, of).toMatchObject(images.map(() => ({ verdict })));
    }
  });
});
