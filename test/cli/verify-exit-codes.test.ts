import { describe, expect, it } from 'vitest';
import { byKey, useShop } from './support/shop.ts';

const shop = useShop();
const { at, without, verifyJson, verdicts } = shop;

describe('exit codes', () => {
  it('0: every image is trusted', async () => {
    expect(await verdicts(at('bundle-p256:1.0'), without('legacy-p256:1.0'), ...byKey('p256.pub'))).toEqual([
      0,
      'trusted',
      'trusted',
    ]);
  });

  it('1: one is not', async () => {
    expect(
      await verdicts(
        at('bundle-p256:1.0'),
        at('plain:1.0'),
        at('bundle-p384:1.0'),
        at('damaged-bundle-signature-bit:1.0'),
        ...byKey('p256.pub'),
      ),
    ).toEqual([1, 'trusted', 'unsigned', 'untrusted', 'invalid']);
  });

  it('2: one could not be looked at', async () => {
    const { code, images } = await verifyJson(at('bundle-p256:1.0'), at('none:1.0'), ...byKey('p256.pub'));
    expect(code).toBe(2);
    expect(images[1]).toMatchObject({ verdict: 'unknown', digest: null, signatures: [] });
    expect(images[1]!.reasons).toEqual(['Unknown: the registry has no such image.']);
  });

  it('1 beats 2', async () => {
    expect(await verdicts(at('none:1.0'), at('plain:1.0'), ...byKey('p256.pub'))).toEqual([
      1,
      'unknown',
      'unsigned',
    ]);
  });

  it('a registry that fails half-way makes an image unknown, never unsigned', async () => {
    shop.registry.setFault({ path: '/referrers/' }, { kind: 'status', status: 500 });
    const { code, images } = await verifyJson(at('plain:1.0'), ...byKey('p256.pub'));
    expect([code, images[0]!.verdict]).toEqual([2, 'unknown']);
    expect(images[0]!.digest).toMatch(/^sha256:/);
    expect(images[0]!.reasons[0]).toMatch(/^the list of referrers could not be read: .+ try again later\.$/);
  });
});
