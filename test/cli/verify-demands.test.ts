import { describe, expect, it } from 'vitest';
import { byIdentity, byKey, root, useShop } from './support/shop.ts';
import type { JsonImage } from './support/verify.ts';

const { at, verify, verifyJson, verdicts } = useShop();

describe('what is asked for', () => {
  it('annotations: all of them', async () => {
    const image = at('annotated-v3:1.0');
    const keys = byKey('p256.pub');
    expect(await verdicts(image, ...keys, '-a', 'env=prod')).toEqual([0, 'trusted']);
    expect(await verdicts(image, ...keys, '-a', 'env=dev')).toEqual([1, 'untrusted']);
    const { code, images } = await verifyJson(image, ...keys, '--annotations', 'env=prod,team=web');
    expect([code, images[0]!.verdict]).toEqual([1, 'untrusted']);
    expect(images[0]!.reasons[0]).toContain('It does not carry the annotation team=web.');
  });

  it('no log entry with --insecure-ignore-tlog, of certificates too', async () => {
    const image = at('keyless-tsa-ci:1.0');
    expect(await verdicts(image, ...byIdentity, ...root)).toEqual([1, 'untrusted']);
    expect(await verdicts(image, ...byIdentity, ...root, '--insecure-ignore-tlog=true')).toEqual([
      0,
      'trusted',
    ]);
    expect(await verdicts(image, ...byIdentity, ...root, '--insecure-ignore-tlog=false')).toEqual([
      1,
      'untrusted',
    ]);
  });

  it('a timestamp with --use-signed-timestamps', async () => {
    const args = [...byIdentity, ...root, '--use-signed-timestamps'];
    expect(await verdicts(at('keyless-v1tsa-ci:1.0'), ...args)).toEqual([0, 'trusted']);
    const { images } = await verifyJson(at('keyless-v1-ci:1.0'), ...args);
    expect(images[0]!.verdict).toBe('untrusted');
    expect(images[0]!.reasons.at(-1)).toBe(
      'Leave --use-signed-timestamps out if it need not have a timestamp.',
    );
  });

  it('a signature: an SBOM is none, provenance is', async () => {
    const { code, images } = await verifyJson(
      at('attested-spdxjson:1.0'),
      at('attested-slsaprovenance1:1.0'),
      ...byKey('p256.pub'),
    );
    expect([code, ...images.map(({ verdict }) => verdict)]).toEqual([1, 'unsigned', 'trusted']);
    expect(images[0]!.signatures).toMatchObject([
      { kind: 'attestation', predicateType: 'https://spdx.dev/Document', verified: true },
    ]);
    expect(images[0]!.reasons.join(' ')).toContain('only describes the image');
  });

  it('the digest that is named: a platform of a signed index does not pass', async () => {
    const { stdout } = await verify('-o', 'json', at('multi-v3:arm64'), ...byKey('p256.pub'));
    const [platform]: JsonImage[] = JSON.parse(stdout);
    expect(platform!.verdict).toBe('unsigned');
    const { code, images } = await verifyJson(
      `${at('multi-v3:1.0')}@${platform!.digest}`,
      ...byKey('p256.pub'),
    );
    expect([code, images[0]!.verdict]).toEqual([1, 'unsigned']);
    expect(images[0]!.reasons.join(' ')).toMatch(
      /names the index sha256:\w+…, which is trusted: name that\./,
    );
  });
});
