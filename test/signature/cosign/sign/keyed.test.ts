import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyTypes } from '../../../../server/src/signature/cosign/keys/private-key.ts';
import type { SigningFormat } from '../../../../server/src/signature/signing.ts';
import { signImage } from '../../../../server/src/trust/sign-image.ts';
import { type Registry, startRegistry } from '../../../support/registry/index.ts';
import { keyOf, pushImage, signingWorld, signRequest, whatIsFound } from '../../../support/signing.ts';

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

  it('keeps signatures in another repository when told', async () => {
    const image = pushImage(registry, { text: 'kept elsewhere' });
    const signaturesName = { ...image.name, repository: 'acme/signatures' };
    for (const format of ['bundle', 'legacy'] as const) {
      const signer = { type: 'key', key: keyOf() } as const;
      const [signed] = await signImage(
        signRequest(image, { format, signer, signaturesName }),
        signingWorld(),
      );
      expect(signed?.report.verdict).toBe('trusted');
    }
    expect(await whatIsFound(image)).toEqual([]);
    expect(await whatIsFound({ ...image, name: signaturesName })).toHaveLength(2);
  });

  it('tells what it does', async () => {
    const image = pushImage(registry, { text: 'told', platforms: ['linux/amd64', 'linux/arm64'] });
    const steps: string[] = [];
    const world = signingWorld({
      onProgress: ({ step, done, total }) => steps.push(`${step} ${done}/${total}`),
    });
    const signer = { type: 'key', key: keyOf() } as const;
    await signImage(signRequest(image, { signer, recursive: true }), world);
    expect(steps).toEqual([
      'prepare 0/1',
      ...['sign 0/3', 'sign 0/3', 'sign 0/3'],
      ...['push 0/3', 'verify 0/3', 'push 1/3', 'verify 1/3', 'push 2/3', 'verify 2/3'],
    ]);
  });
});
