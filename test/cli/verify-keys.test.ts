import { describe, expect, it } from 'vitest';
import { byKey, root, useShop } from './support/shop.ts';

const { at, verifyJson, verdicts } = useShop();

describe('keys', () => {
  it.each(['p384', 'p521', 'ed25519', 'rsa4096'])('%s verifies, though cosign refuses some', async (key) => {
    expect(await verdicts(at(`bundle-${key}:1.0`), ...byKey(`${key}.pub`))).toEqual([0, 'trusted']);
  });

  it('repeat, and any will do', async () => {
    const keys = byKey('p384.pub', 'p256.pub');
    expect(await verdicts(at('bundle-p256:1.0'), at('bundle-p384:1.0'), ...keys)).toEqual([
      0,
      'trusted',
      'trusted',
    ]);
    expect(await verdicts(at('bundle-rsa2048:1.0'), ...keys)).toEqual([1, 'untrusted']);
  });

  it('take the union of all layouts', async () => {
    expect(await verdicts(at('both-layouts:1.0'), ...byKey('p256.pub'))).toEqual([0, 'trusted']);
    expect(await verdicts(at('both-layouts:1.0'), ...byKey('other.pub'))).toEqual([0, 'trusted']);
  });

  it('want a log entry as in cosign, and the message names the missing flag', async () => {
    const { code, images } = await verifyJson(at('bundle-p256:1.0'), '--key', 'p256.pub');
    expect([code, images[0]!.verdict]).toEqual([1, 'untrusted']);
    expect(images[0]!.reasons.join(' ')).toContain('add --insecure-ignore-tlog');
    expect(images[0]!.signatures[0]).toMatchObject({
      signer: { type: 'key' },
      verified: false,
      trusted: false,
    });
    const failed = images[0]!.signatures[0]!.checks.filter(({ ok }) => !ok);
    expect(failed.map(({ name }) => name)).toEqual(['log']);
    // What is broken is not mended by a flag.
    const broken = await verifyJson(at('damaged-bundle-signature-bit:1.0'), '--key', 'p256.pub');
    expect(broken.images[0]!.reasons.join(' ')).not.toContain('--insecure-ignore-tlog');
  });

  it('with a log entry under the trusted root are trusted without more', async () => {
    const { code, images } = await verifyJson(at('keyed-logged:1.0'), '--key', 'logged.pub', ...root);
    expect(code).toBe(0);
    expect(images[0]!.signatures[0]).toMatchObject({ trusted: true, log: { index: expect.any(String) } });
  });
});
