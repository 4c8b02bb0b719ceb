import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyTypes } from '../../../../server/src/signature/cosign/keys/private-key.ts';
import type { SigningFormat } from '../../../../server/src/signature/signing.ts';
import { signImage } from '../../../../server/src/trust/sign-image.ts';
import { type Registry, startRegistry } from '../../../support/registry/index.ts';
import { keyOf, pushImage, signingWorld, signRequest } from '../../../support/signing.ts';

let registry: Registry;
beforeAll(async () => {
  registry = await startRegistry({ hosts: { 'old.localhost': { referrers: false } } });
});
afterAll(() => registry.close());

const attestation = { predicateType: 'https://slsa.dev/provenance/v1', predicate: { buildDefinition: {} } };

describe('signing with a key', () => {
  const places = [
    { format: 'bundle', host: 'localhost', layout: 'referrer' },
    { format: 'bundle', host: 'old.localhost', layout: 'fallback-tag' },
    { format: 'legacy', host: 'localhost', layout: 'legacy' },
  ] as const;
  for (const type of keyTypes) {
    it.each(places)(`${type}: $format on $host`, async ({ format, host, layout }) => {
      const image = pushImage(registry, { text: `${type} ${layout}` }, host);
      const signer = { type: 'key', key: keyOf(type) } as const;
      const [signed] = await signImage(signRequest(image, { format, signer }), signingWorld());
      expect(signed).toMatchObject({ subject: image.subject.digest, layout });
      expect(signed?.report).toMatchObject({ verdict: 'trusted', verified: true, kind: 'signature' });
      expect(signed?.report.signer).toMatchObject({ type: 'key', fingerprint: keyOf(type).fingerprint });
    });
  }
  it.each<[SigningFormat, string]>([
    ['bundle', 'referrer'],
    ['legacy', 'legacy-attestation'],
  ])('attests (%s)', async (format, layout) => {
    const image = pushImage(registry, { text: `attested ${format}` });
    const signer = { type: 'key', key: keyOf() } as const;
    const [signed] = await signImage(signRequest(image, { format, signer, attestation }), signingWorld());
    expect(signed).toMatchObject({
      layout,
      report: { kind: 'attestation', predicateType: attestation.predicateType },
    });
  });
});
