import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { verdictFor } from '../../server/src/analysis/verdict.ts';
import { parseImageReference } from '../../server/src/image/parse-reference.ts';
import type { ImageReference } from '../../server/src/image/reference.ts';
import { discoverSignatures } from '../../server/src/signature/discover.ts';
import type { Discovery, Verdict } from '../../server/src/signature/report.ts';
import { nobodySaid } from '../../server/src/trust/policy.ts';
import { MemoryRegistry } from '../registry/memory-registry.ts';
import { type Setup, setup } from '../registry/setup.ts';
import { assess } from '../support/assess.ts';

/** Sets of recorded repositories, each `<host>/<repository…>/`. */
const sets = ['notation/oci', 'cosign/keyed/oci', 'cosign/keyless/oci'].map((set) =>
  fileURLToPath(new URL(`../fixtures/${set}/`, import.meta.url)),
);

const withReferrersApi = ['oci.localhost', 'notary.localhost'];

function reference(text: string): ImageReference {
  const parsed = parseImageReference(text);
  if (parsed.kind !== 'reference') throw new Error(text);
  return parsed;
}

async function discover({ registry, client, logger }: Setup, text: string): Promise<Discovery> {
  const image = reference(text);
  const resolution = await client.resolve(image, image.tag ?? 'latest', { priority: 0 });
  if (resolution.state !== 'resolved') throw new Error(`${text}: ${resolution.state}`);
  registry.take();
  return await discoverSignatures(client, image, resolution, { priority: 0, logger });
}

/** What somebody is shown who has said of nobody that they are trusted. */
async function verdictOf({ registry }: Setup, image: string): Promise<Verdict> {
  return verdictFor(await assess(registry, image, nobodySaid));
}

/** `layout kind predicate-type` of each signature, sorted. */
function summary({ signatures }: Discovery): string[] {
  return signatures
    .map(({ layout, kind, predicateType }) => [layout, kind, predicateType].filter(Boolean).join(' '))
    .sort();
}

describe('real signatures', () => {
  const registry = new MemoryRegistry();
  const repositories = new Set<string>();
  let world: Setup;

  beforeAll(() => {
    world = setup({ registry });
  });

  function load(text: string): void {
    const { registry: host, repository } = reference(text);
    if (repositories.has(`${host}/${repository}`)) return;
    repositories.add(`${host}/${repository}`);
    const referrersApi = withReferrersApi.includes(host);
    const folder = sets.map((set) => `${set}${host}/${repository}`).find((each) => existsSync(each));
    if (folder === undefined) throw new Error(`${host}/${repository} is not among the fixtures`);
    registry.host(host, { referrersApi }).repository(repository).load(folder);
  }

  const sign = 'signature https://sigstore.dev/cosign/sign/v1';
  const slsa = 'attestation https://slsa.dev/provenance/v1';

  it.each<[image: string, found: string[], verdict: string]>([
    ['registry.localhost/shop/unsigned:1.0', [], 'unsigned'],
    ['oci.localhost/shop/unsigned:1.0', [], 'unsigned'],
    ['registry.localhost/shop/legacy-p256:1.0', ['legacy signature'], 'unverified'],
    ['registry.localhost/shop/legacy-keyless-ci:1.0', ['legacy signature'], 'unverified'],
    ['registry.localhost/shop/bundle-p256:1.0', [`fallback-tag ${sign}`], 'unverified'],
    ['oci.localhost/shop/bundle-p256:1.0', [`referrer ${sign}`], 'unverified'],
    ['oci.localhost/shop/keyless-v2-ci:1.0', [`referrer ${sign}`], 'unverified'],
    ['registry.localhost/shop/both-layouts:1.0', [`fallback-tag ${sign}`, 'legacy signature'], 'unverified'],
    // Provenance says who built the image, a CycloneDX SBOM only what is in it.
    ['registry.localhost/shop/attested-slsaprovenance1:1.0', [`fallback-tag ${slsa}`], 'unverified'],
    [
      'registry.localhost/shop/attested-cyclonedx:1.0',
      ['legacy-attestation attestation https://cyclonedx.org/bom'],
      'unsigned',
    ],
    // Only the index is signed.
    ['oci.localhost/shop/multi-v3:1.0', [`referrer ${sign}`], 'unverified'],
    ['oci.localhost/shop/multi-v3:arm64', [], 'unsigned'],
    // `cosign copy` leaves the image itself under its own fallback tag.
    ['registry.localhost/shop/copied-to:1.0', ['legacy signature'], 'unverified'],
    // A signature of another image is one to be called invalid, not one that is not there.
    ['registry.localhost/shop/fallback-dangling:b', [`fallback-tag ${sign}`], 'invalid'],
    ['notary.localhost/shop/beside:cosign2-only', ['legacy signature'], 'unverified'],
    [
      'notary.localhost/shop/beside:cosign2-and-notation',
      ['legacy signature', 'notation signature'],
      'unverified',
    ],
    [
      'notary.localhost/shop/beside:cosign3-and-notation',
      ['notation signature', `referrer ${sign}`],
      'unverified',
    ],
    ['plain.localhost/shop/fallback:no-artifact-type', ['notation signature'], 'unverified'],
    ['plain.localhost/shop/fallback:foreign-subject', ['notation signature'], 'invalid'],
    ['plain.localhost/shop/fallback:duplicate', ['notation signature'], 'unverified'],
    ['plain.localhost/shop/fallback:empty-index', [], 'unsigned'],
    // What is listed and cannot be judged may be a signature.
    ['plain.localhost/shop/fallback:dangling-only', [], 'unknown'],
    ['plain.localhost/shop/fallback:dangling-last', ['notation signature'], 'unknown'],
    ['plain.localhost/shop/fallback:two-layers-first', ['notation signature'], 'unknown'],
    // The tag names the image itself, as after `cosign copy`: nothing is listed.
    ['plain.localhost/shop/fallback:is-manifest', [], 'unsigned'],
  ])('%s', async (image, found, verdict) => {
    load(image);
    const discovery = await discover(world, image);
    expect(summary(discovery)).toEqual(found.sort());
    expect(await verdictOf(world, image)).toBe(verdict);
    expect(discovery.unread.length > 0).toBe(verdict === 'unknown');
  });

  it('says where the bytes are', async () => {
    load('registry.localhost/shop/legacy-p256:1.0');
    const [record] = (await discover(world, 'registry.localhost/shop/legacy-p256:1.0')).signatures;
    expect(record).toEqual({
      layout: 'legacy',
      kind: 'signature',
      manifestDigest: 'sha256:39ef40add1f48803b20e8cf0881e0bc76a7126e7065f4f1fddf9951447cae06e',
      mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json',
      digest: 'sha256:6fa5626db0b4f34b143b1e9355d2d80f02734325178e1b5dd0b820c10da7352c',
      size: 251,
      annotations: { 'dev.cosignproject.cosign/signature': expect.stringMatching(/^MEYCIQDw/) },
    });
  });
});

describe('layouts of other tools', () => {
  const simpleSigning = 'application/vnd.dev.cosign.simplesigning.v1+json';
  const bundle = 'application/vnd.dev.sigstore.bundle.v0.3+json';
  const statement = (predicateType: string) => ({ payload: btoa(JSON.stringify({ predicateType })) });

  function world(referrersApi = true) {
    const { registry, ...rest } = setup();
    const repository = registry.host('registry.example', { referrersApi }).repository('acme/app');
    const subject = repository.image('1');
    const tag = (suffix: string): string => `${subject.digest.replace(':', '-')}${suffix}`;
    return { world: { registry, ...rest }, registry, repository, subject, tag };
  }
  const image = 'registry.example/acme/app:1';

  it('finds simple signing in a referrer, by its config (COSIGN_EXPERIMENTAL)', async () => {
    const { world: w, repository, subject } = world();
    const config = { ...repository.blob({}), mediaType: 'application/vnd.dev.cosign.artifact.sig.v1+json' };
    repository.manifest({
      config,
      layers: [{ ...repository.blob({ a: 1 }), mediaType: simpleSigning }],
      subject,
    });
    expect(summary(await discover(w, image))).toEqual(['oci11 signature']);
  });

  it('finds a DSSE attestation in a referrer and reads what it is about', async () => {
    const { world: w, repository, subject } = world();
    const layer = {
      ...repository.blob(statement('https://spdx.dev/Document')),
      mediaType: 'application/vnd.dsse.envelope.v1+json',
    };
    const artifactType = 'application/vnd.dev.cosign.artifact.att.v1+json';
    repository.manifest({ artifactType, layers: [layer], subject });
    expect(summary(await discover(w, image))).toEqual(['oci11 attestation https://spdx.dev/Document']);
  });

  it('finds a Notation signature in an ORAS artifact manifest', async () => {
    const { world: w, repository, subject } = world();
    const artifact = {
      mediaType: 'application/vnd.cncf.oras.artifact.manifest.v1+json',
      artifactType: 'application/vnd.cncf.notary.signature',
      blobs: [{ ...repository.blob('envelope'), mediaType: 'application/jose+json' }],
      subject,
    };
    repository.manifest(artifact);
    expect(summary(await discover(w, image))).toEqual(['notation signature']);
  });

  it.each([
    ['a message signature', { messageSignature: { signature: 'AA==' } }, 'referrer signature'],
    [
      'a signature as a statement',
      { dsseEnvelope: statement('https://sigstore.dev/cosign/sign/v1') },
      'referrer signature https://sigstore.dev/cosign/sign/v1',
    ],
    [
      'provenance',
      { dsseEnvelope: statement('https://slsa.dev/provenance/v1') },
      'referrer attestation https://slsa.dev/provenance/v1',
    ],
    ['something unreadable', { dsseEnvelope: { payload: '%' } }, 'referrer signature'],
  ])('reads a bundle without annotations: %s', async (_, content, expected) => {
    const { world: w, repository, subject } = world();
    repository.manifest({
      artifactType: bundle,
      layers: [{ ...repository.blob(content), mediaType: bundle }],
      subject,
    });
    expect(summary(await discover(w, image))).toEqual([expected]);
  });

  it.each([
    'application/vnd.dev.sigstore.bundle+json;version=0.1',
    'application/vnd.dev.sigstore.bundle+json;version=0.2',
  ])('recognises %s by its layer alone', async (mediaType) => {
    const { world: w, repository, subject } = world();
    const layers = [{ ...repository.blob({ messageSignature: {} }), mediaType }];
    repository.manifest({ artifactType: 'application/vnd.example', layers, subject });
    expect(summary(await discover(w, image))).toEqual(['referrer signature']);
  });

  it('reads the envelope of an old attestation that does not say what it is about', async () => {
    const { world: w, repository, tag } = world();
    const layers = [
      {
        ...repository.blob(statement('https://slsa.dev/provenance/v0.2')),
        mediaType: 'application/vnd.dsse.envelope.v1+json',
      },
    ];
    repository.manifest({ layers }, tag('.att'));
    const discovery = await discover(w, image);
    expect(summary(discovery)).toEqual(['legacy-attestation attestation https://slsa.dev/provenance/v0.2']);
  });

  it('lists other referrers, and drops those of another image with a line in the log', async () => {
    const { world: w, repository, subject, tag } = world(false);
    const sbom = repository.manifest({ artifactType: 'application/spdx+json', layers: [], subject });
    const other = repository.image('2');
    const foreign = repository.manifest({
      artifactType: 'application/spdx+json',
      layers: [],
      subject: other,
    });
    repository.index([sbom, foreign], tag(''));
    const discovery = await discover(w, image);
    expect(discovery).toEqual({
      signatures: [],
      others: [{ artifactType: 'application/spdx+json', digest: sbom.digest }],
      unread: [],
    });
    expect(w.logger.lines.join('\n')).toContain(foreign.digest);
  });

  it('looks for signatures of Cosign in the other repository alone when they are kept elsewhere', async () => {
    const { world: w, registry, repository, subject, tag } = world();
    repository.manifest(
      { layers: [{ ...repository.blob({ here: 1 }), mediaType: simpleSigning }] },
      tag('.sig'),
    );
    const envelope = { ...repository.blob({ payload: '' }), mediaType: 'application/jose+json' };
    const artifactType = 'application/vnd.cncf.notary.signature';
    const notation = repository.manifest({ artifactType, layers: [envelope], subject });
    const elsewhere = registry.host('registry.example').repository('signatures');
    elsewhere.manifest(
      { layers: [{ ...elsewhere.blob({ there: 1 }), mediaType: simpleSigning }] },
      tag('.sig'),
    );
    const options = {
      priority: 0,
      logger: w.logger,
      signaturesRepository: 'registry.example/signatures',
    } as const;
    const discovery = await discoverSignatures(w.client, reference(image), subject, options);
    expect(discovery.signatures.map((record) => record.digest)).toEqual([
      elsewhere.blob({ there: 1 }).digest,
      envelope.digest,
    ]);
    // The Notary Project knows no other place than beside the image.
    const { repository: kept } = discovery.signatures[1]!;
    expect(kept).toEqual({ registry: reference(image).registry, repository: reference(image).repository });
    const beside = registry.log.filter((line) => !line.includes('/v2/signatures/'));
    expect(beside.map((line) => line.slice(line.lastIndexOf('/') + 1))).toEqual([
      expect.stringContaining(subject.digest),
      notation.digest,
    ]);
  });

  it('does not call an image unsigned when the repository for signatures is no repository', async () => {
    const { world: w, subject } = world();
    const options = { priority: 0, logger: w.logger, signaturesRepository: 'Registry.example/NO' } as const;
    const discovery = await discoverSignatures(w.client, reference(image), subject, options);
    expect(discovery.unread.map(({ fault }) => fault.code)).toEqual(['blocked-address']);
  });
});
