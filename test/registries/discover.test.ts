import { randomBytes } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { discoverSignatures } from '../../server/src/signature/discover.ts';
import type { Discovery } from '../../server/src/signature/report.ts';
import {
  type BuiltManifest,
  buildBundle,
  buildImage,
  buildLegacyAttestation,
  buildLegacySignature,
  buildNotationSignature,
  buildSbom,
  legacyTag,
} from '../support/registry/index.ts';
import { freshClient, logger, options } from './client.ts';
import { push } from './push.ts';

const PROVENANCE = 'https://slsa.dev/provenance/v1';

/** What is pushed beside an image: a manifest, and the tag under which tools look for it. */
type Beside = (image: BuiltManifest) => readonly [BuiltManifest, ...string[]];

describe.each(inject('registries'))('$name', ({ host, referrersApi }) => {
  const bundles = referrersApi ? 'referrer' : 'fallback-tag';

  /** Pushes an image with this beside it, and looks for signatures as somebody who sees both for the first time. */
  async function discovered(...beside: Beside[]): Promise<{ found: Discovery; requests: string[] }> {
    const unique = randomBytes(6).toString('hex');
    const name = { registry: host, repository: `suite/s${unique}` };
    const image = buildImage({ text: unique, platforms: ['linux/amd64', 'linux/arm64'] });
    await push(host, name.repository, image, '1.0');
    for (const build of beside) await push(host, name.repository, ...build(image));
    const { client, requests } = freshClient();
    const resolution = await client.resolve(name, '1.0', options);
    if (resolution.state !== 'resolved') throw new Error('the image was not pushed');
    const found = await discoverSignatures(client, name, resolution, { ...options, logger });
    return { found, requests };
  }

  const bundle: Beside = (image) => [buildBundle(image)];
  const provenance: Beside = (image) => [buildBundle(image, PROVENANCE)];
  const legacy: Beside = (image) => [buildLegacySignature(image, 2), legacyTag(image.digest, 'sig')];
  const attestation: Beside = (image) => [
    buildLegacyAttestation(image, PROVENANCE),
    legacyTag(image.digest, 'att'),
  ];
  const notation: Beside = (image) => [buildNotationSignature(image)];
  const sbom: Beside = (image) => [buildSbom(image)];

  it('nothing: unsigned, after a look at every place', async () => {
    const { found, requests } = await discovered();
    expect(found).toEqual({ signatures: [], others: [], unread: [] });
    // HEAD of the tag, the referrers, `.sig`, `.att`; and the fallback tag where a registry has to be learnt first.
    expect(requests.length).toBeLessThanOrEqual(referrersApi ? 4 : 5);
  });

  it.each<[string, Beside, { layout: string; kind: string; count: number; predicateType?: string }]>([
    ['a bundle of cosign 3', bundle, { layout: bundles, kind: 'signature', count: 1 }],
    [
      'provenance in a bundle',
      provenance,
      { layout: bundles, kind: 'attestation', count: 1, predicateType: PROVENANCE },
    ],
    ['two signatures of cosign 2', legacy, { layout: 'legacy', kind: 'signature', count: 2 }],
    [
      'an attestation of cosign 2',
      attestation,
      { layout: 'legacy-attestation', kind: 'attestation', count: 1, predicateType: PROVENANCE },
    ],
    ['a signature of notation', notation, { layout: 'notation', kind: 'signature', count: 1 }],
  ])('%s', async (_what, beside, { count, ...expected }) => {
    const { found } = await discovered(beside);
    expect(found.unread).toEqual([]);
    expect(found.signatures).toHaveLength(count);
    for (const signature of found.signatures) expect(signature).toMatchObject(expected);
  });

  it('an SBOM is listed and is no signature', async () => {
    const { found } = await discovered(sbom);
    expect(found.others.map((other) => other.artifactType)).toEqual(['application/spdx+json']);
    expect(found).toMatchObject({ signatures: [], unread: [] });
  });

  it('everything at once, the union of all places', async () => {
    const { found, requests } = await discovered(bundle, provenance, legacy, attestation, notation, sbom);
    expect(found.unread).toEqual([]);
    expect(found.signatures.map((signature) => signature.layout).sort()).toEqual(
      [bundles, bundles, 'legacy', 'legacy', 'legacy-attestation', 'notation'].sort(),
    );
    expect(found.others).toHaveLength(1);
    // Four cold, one a host to learn whether it has the Referrers API, one a referrer.
    expect(requests.length).toBeLessThanOrEqual(4 + 1 + 4);
  });
});
