import { beforeAll, describe, expect, it } from 'vitest';
import type { Evidence } from '../../server/src/analysis/evidence.ts';
import { verdictFor } from '../../server/src/analysis/verdict.ts';
import type { Descriptor } from '../../server/src/registry/manifest.ts';
import { HttpError, type HttpResponse } from '../../server/src/registry/ports.ts';
import { error, index, json, MemoryRegistry, type MemoryRepository } from '../registry/memory-registry.ts';
import { assess } from '../support/assess.ts';
import {
  asReferrer,
  attachBundle,
  attachLegacy,
  bundleOf,
  createSigstore,
  ecKeys,
  fallbackTag,
  legacyOf,
  provenance,
  publicKeyOf,
  type Signed,
  type Signer,
  type Sigstore,
  trusting,
  withBytes,
} from '../support/sigstore/index.ts';

const ociIndex = 'application/vnd.oci.image.index.v1+json';
const ociManifest = 'application/vnd.oci.image.manifest.v1+json';

let sigstore: Sigstore;
const signer: Signer = { keys: ecKeys() };
const stranger: Signer = { keys: ecKeys() };
const policy = trusting({ keys: [publicKeyOf(signer)] });
beforeAll(async () => {
  sigstore = await createSigstore();
});

interface World {
  readonly registry: MemoryRegistry;
  readonly repository: MemoryRepository;
  /** The image that is asked about, and another one in the same repository. */
  readonly image: Descriptor;
  readonly other: Descriptor;
  /** What somebody is shown who sees the image for the first time and trusts `signer`. */
  look(reference?: string): Promise<Evidence>;
  verdict(reference?: string): Promise<string>;
}

function world(referrersApi = true): World {
  const registry = new MemoryRegistry();
  const repository = registry.host('registry.example', { referrersApi }).repository('acme/shop');
  const [image, other] = [repository.image('1'), repository.image('2')];
  const look = (reference = ':1') => assess(registry, `registry.example/acme/shop${reference}`, policy);
  return {
    registry,
    repository,
    image,
    other,
    look,
    verdict: async (reference) => verdictFor(await look(reference)),
  };
}

const bundleFor = async ({ digest }: Descriptor, by = signer) =>
  asReferrer(await bundleOf(sigstore, by, { digest, log: 'none' }));
const legacyFor = async ({ digest }: Descriptor, by = signer): Promise<Signed> =>
  legacyOf(sigstore, by, { digest, log: 'none' });

/** Its payload is changed, its signature is not. */
function broken(signed: Signed): Signed {
  return withBytes(
    signed,
    Buffer.from(signed.bytes.toString().replace('"docker-reference":"', '"docker-reference":"x')),
  );
}

it('an honest registry: trusted', async () => {
  const { repository, image, verdict } = world();
  attachBundle(repository, image, await bundleFor(image));
  expect(await verdict()).toBe('trusted');
  expect(await verdict(':2')).toBe('unsigned');
});

describe('a wrong digest for the tag', () => {
  it('is what the verdict is of, so that what is pinned is what was verified', async () => {
    const { registry, repository, image, other, look } = world();
    attachBundle(repository, image, await bundleFor(image));
    registry.intercept = ({ pathname }, { method }) => {
      const named = pathname.endsWith('/manifests/1')
        ? other
        : pathname.endsWith('/manifests/2')
          ? image
          : undefined;
      if (method !== 'HEAD' || !named) return undefined;
      const headers = { 'docker-content-digest': named.digest, 'content-length': String(named.size) };
      return json(200, {}, ociManifest, headers);
    };
    for (const [tag, digest, verdict] of [
      [':1', other.digest, 'unsigned'],
      [':2', image.digest, 'trusted'],
    ] as const) {
      const evidence = await look(tag);
      expect([verdictFor(evidence), evidence.tag, evidence.image]).toMatchObject([
        verdict,
        { digest },
        { digest },
      ]);
    }
  });

  it.each(['HEAD', 'GET'])('where a digest was asked for, is no answer (%s)', async (method) => {
    const { registry, repository, image, other, verdict } = world();
    attachBundle(repository, image, await bundleFor(image));
    const bytes = repository.find(image.digest) ?? new Uint8Array();
    registry.intercept = ({ pathname }, request) => {
      if (!pathname.endsWith(other.digest)) return undefined;
      const said = { 'docker-content-digest': image.digest, 'content-length': String(image.size) };
      if (request.method === 'HEAD') return json(200, {}, ociManifest, method === 'HEAD' ? said : {});
      return { status: 200, headers: { 'content-type': ociManifest }, body: bytes };
    };
    expect(await verdict(`@${other.digest}`)).toBe('unknown');
  });
});

describe('a referrer that is listed for this image', () => {
  const cases: [string, (own: World) => Promise<Descriptor>][] = [
    [
      'of another image, and says so',
      async ({ repository, other }) => attachBundle(repository, other, await bundleFor(other)),
    ],
    [
      'of another image, and says it is of this one',
      async ({ repository, image, other }) => attachBundle(repository, image, await bundleFor(other)),
    ],
    [
      'of this image, and says it is of another',
      async ({ repository, image, other }) => attachBundle(repository, other, await bundleFor(image)),
    ],
    [
      'of this image, and says of no image that it is its',
      async ({ repository, image }) => attachBundle(repository, undefined, await bundleFor(image)),
    ],
  ];
  it.each(cases.flatMap(([what, push]) => [true, false].map((api) => [what, api, push] as const)))(
    '%s: invalid (Referrers API: %s)',
    async (_, referrersApi, push) => {
      const own = world(referrersApi);
      const { registry, repository, image } = own;
      const listed = [await push(own)];
      registry.intercept = ({ pathname }) =>
        referrersApi && pathname.includes('/referrers/') ? json(200, index(listed), ociIndex) : undefined;
      if (!referrersApi) repository.index(listed, fallbackTag(image));
      expect(await own.verdict()).toBe('invalid');
      // A good one beside it is good all the same.
      attachLegacy(repository, image, [await legacyFor(image)]);
      expect(await own.verdict()).toBe('trusted');
    },
  );

  it('in the list of another image under the fallback tag', async () => {
    const { repository, image, other, verdict } = world(false);
    const theirs = attachBundle(repository, other, await bundleFor(other));
    repository.index([theirs], fallbackTag(other));
    repository.tags.set(fallbackTag(image), repository.tags.get(fallbackTag(other)) ?? '');
    expect(await verdict(':2')).toBe('trusted');
    expect(await verdict()).toBe('invalid');
  });
});

describe('swapped', () => {
  it.each(['blobs', 'manifests'])('%s of a referrer are not taken', async (kind) => {
    const { registry, repository, image, other, verdict } = world();
    const theirs = attachBundle(repository, other, await bundleFor(other, stranger));
    const ours = attachBundle(repository, image, await bundleFor(image));
    const layerOf = ({ digest }: Descriptor): string => {
      const text = Buffer.from(repository.find(digest) ?? []).toString();
      return (JSON.parse(text) as { layers: Descriptor[] }).layers[0]?.digest ?? '';
    };
    const [asked, given] = kind === 'blobs' ? [layerOf(ours), layerOf(theirs)] : [ours.digest, theirs.digest];
    expect(await verdict()).toBe('trusted');
    registry.intercept = ({ pathname }): HttpResponse | undefined =>
      pathname.endsWith(`/${kind}/${asked}`)
        ? {
            status: 200,
            headers: { 'content-type': ociManifest },
            body: repository.blobs.get(given) ?? new Uint8Array(),
          }
        : undefined;
    expect(await verdict()).toBe('unknown');
  });

  it('layers under the tag .sig are of another image', async () => {
    const { repository, image, other, verdict } = world();
    attachLegacy(repository, image, [await legacyFor(other)]);
    expect(await verdict()).toBe('invalid');
  });
});

describe('a list that changes while it is read', () => {
  /** Page 1 lists an SBOM and says that there is more; page 2 is what the test says. */
  async function paged(second: (listed: { good: Descriptor; sbom: Descriptor }) => HttpResponse | HttpError) {
    const { registry, repository, image, verdict } = world();
    const good = attachBundle(repository, image, await bundleFor(image));
    const sbom = repository.manifest({ artifactType: 'application/spdx+json', layers: [], subject: image });
    registry.intercept = ({ pathname, searchParams }) => {
      if (!pathname.includes('/referrers/')) return undefined;
      if (searchParams.has('page')) return second({ good, sbom });
      return json(200, index([sbom]), ociIndex, { link: `<${pathname}?page=2>; rel="next"` });
    };
    return await verdict();
  }

  it.each<[string, Parameters<typeof paged>[0], string]>([
    ['goes on', ({ good }) => json(200, index([good]), ociIndex), 'trusted'],
    ['is not there any more', () => error(404, 'NAME_UNKNOWN'), 'unknown'],
    ['is no list', () => json(200, []), 'unknown'],
    ['cannot be read', () => new HttpError('truncated', 'half'), 'unknown'],
    [
      'lists what is not there',
      () =>
        json(200, index([{ mediaType: ociManifest, digest: `sha256:${'0'.repeat(64)}`, size: 1 }]), ociIndex),
      'unknown',
    ],
    // Whoever hides all of it cannot be told from one who has nothing: never trusted, and that is all.
    ['is empty', () => json(200, index([]), ociIndex), 'unsigned'],
    ['is the first again', ({ sbom }) => json(200, index([sbom]), ociIndex), 'unsigned'],
  ])('the second page %s: %s', async (_, second, verdict) => {
    expect(await paged(second)).toBe(verdict);
  });
});

describe('a registry that fails half-way', () => {
  type Scene = (own: World) => Promise<unknown>;
  const scenes: [what: string, allowed: readonly string[], scene: Scene][] = [
    ['no signature', ['unknown'], async () => undefined],
    [
      'one good signature',
      ['trusted', 'unknown'],
      async ({ repository, image }) => attachBundle(repository, image, await bundleFor(image)),
    ],
    [
      'good ones in every layout',
      ['trusted', 'unknown'],
      async ({ repository, image }) => {
        attachBundle(repository, image, await bundleFor(image));
        attachLegacy(repository, image, [await legacyFor(image)]);
      },
    ],
    [
      'a good one among those of strangers',
      ['trusted', 'unknown'],
      async ({ repository, image }) => {
        attachBundle(repository, image, await bundleFor(image, stranger));
        attachLegacy(repository, image, [await legacyFor(image, stranger), await legacyFor(image)]);
      },
    ],
    [
      'a good one among broken ones',
      ['trusted', 'unknown'],
      async ({ repository, image, other }) => {
        attachBundle(repository, image, await bundleFor(image));
        attachBundle(repository, image, await bundleFor(other));
        attachLegacy(repository, image, [broken(await legacyFor(image))]);
      },
    ],
    // What is left would be enough to call it untrusted, but the place that fails may hold the good one.
    [
      'a stranger’s alone',
      ['unknown'],
      async ({ repository, image }) => attachBundle(repository, image, await bundleFor(image, stranger)),
    ],
    [
      'provenance alone',
      ['trusted', 'unknown'],
      async ({ repository, image: { digest }, image }) =>
        attachBundle(
          repository,
          image,
          asReferrer(await bundleOf(sigstore, signer, { digest, predicateType: provenance })),
          provenance,
        ),
    ],
  ];
  const faults: [string, () => HttpResponse | HttpError][] = [
    ['500', () => error(500, 'UNKNOWN')],
    ['429', () => error(429, 'TOOMANYREQUESTS', { 'retry-after': '3600' })],
    ['a timeout', () => new HttpError('timeout', '15 s')],
    ['a truncated answer', () => new HttpError('truncated', 'half')],
    [
      'a page of HTML',
      () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: Buffer.from('<html>') }),
    ],
  ];

  it.each(scenes.flatMap((scene) => [true, false].map((api) => [scene[0], api, scene] as const)))(
    '%s (Referrers API: %s): each request failing alone makes it unknown at worst',
    async (_, referrersApi, [, allowed, scene]) => {
      const build = async () => {
        const own = world(referrersApi);
        await scene(own);
        if (!referrersApi)
          own.repository.index(own.repository.referrers(own.image.digest), fallbackTag(own.image));
        return own;
      };
      const whole = await build();
      await whole.verdict();
      const requests = whole.registry.take();
      expect(requests.length).toBeGreaterThanOrEqual(4);
      for (const [fault, answer] of faults) {
        for (const line of requests) {
          // What HEAD does not tell is asked for by GET; a list of another type means the fallback tag, where there is one.
          const elsewhere = line.startsWith('HEAD') || (!referrersApi && line.includes('/referrers/'));
          if (fault === 'a page of HTML' && elsewhere) continue;
          const { registry, verdict } = whole;
          let struck = 0;
          registry.intercept = (url, { method }) => {
            if (`${method} ${url.href}` !== line) return undefined;
            struck += 1;
            return answer();
          };
          const found = await verdict();
          expect(allowed, `${fault} at ${line}: ${found}`).toContain(found);
          expect(struck, line).toBeGreaterThan(0);
        }
      }
    },
  );
});
