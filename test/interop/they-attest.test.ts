import { beforeAll, describe, expect, inject, it } from 'vitest';
import { formats, unpublished } from './support/cosign-flags.ts';
import { attestationLayoutOn, pushEverywhere, registries } from './support/images.ts';
import { cosignKeys, type KeyFiles } from './support/keys.ts';
import { provenance, sbom } from './support/predicates.ts';
import { versions, workplace } from './support/workplace.ts';

const sigstore = inject('sigstore');

describe.concurrent.each(versions)('what cosign %s attests', (version) => {
  const at = workplace();
  let keys: KeyFiles;
  beforeAll(async () => {
    keys = await cosignKeys(at, version, 'ecdsa-p256');
  });

  it.for(formats)('provenance as %s makes an image trusted, and an SBOM is listed', async (format) => {
    const images = await pushEverywhere();
    const flags = ['--key', keys.privateKey, ...unpublished(version, format, sigstore)];
    const trust = ['--key', keys.publicKey, '--insecure-ignore-tlog'];
    const attest = async ({ type, file }: { type: string; file: string }) =>
      at.cosign(version, 'attest', ...flags, '--type', type, '--predicate', file, ...images);
    const attestation = (predicateType: string, trusted: boolean) => ({
      kind: 'attestation',
      predicateType,
      trusted,
    });

    const described = sbom(at);
    await attest(described);
    const before = await at.verify(images, ...trust);
    expect(before).toMatchObject({
      code: 1,
      images: registries.map((registry) => ({
        verdict: 'unsigned',
        signatures: [
          { ...attestation(described.predicateType, true), layout: attestationLayoutOn(registry, format) },
        ],
      })),
    });

    const built = provenance(at);
    await attest(built);
    const after = await at.verify(images, ...trust);
    expect(after).toMatchObject({
      code: 0,
      images: registries.map((registry) => ({
        verdict: 'trusted',
        signatures: [
          { ...attestation(built.predicateType, true), layout: attestationLayoutOn(registry, format) },
          attestation(described.predicateType, true),
        ],
      })),
    });
  });
});
