import { beforeAll, describe, expect, it } from 'vitest';
import { analyze } from '../../server/src/analysis/analyze.ts';
import type { Cache } from '../../server/src/analysis/cache.ts';
import { lookupOf } from '../../server/src/analysis/lookup.ts';
import { verdictFor } from '../../server/src/analysis/verdict.ts';
import type { Configuration } from '../../server/src/configuration/configuration.ts';
import { mergeConfiguration } from '../../server/src/configuration/merge.ts';
import { parseManifest } from '../../server/src/manifest/manifest.ts';
import { createEngine, type Engine, type EngineOptions } from '../../server/src/platform/engine.ts';
import type { TrustedRoot } from '../../server/src/signature/verification.ts';
import { nobodySaid, type TrustPolicy } from '../../server/src/trust/policy.ts';
import type { TrustedRoots } from '../../server/src/trust/trusted-roots.ts';
import { JumpingClock } from '../registry/manual-clock.ts';
import { MemoryRegistry } from '../registry/memory-registry.ts';
import {
  asReferrer,
  attachBundle,
  attachLegacy,
  bundleOf,
  createSigstore,
  ecKeys,
  fallbackTag,
  legacyOf,
  publicKeyOf,
  type Signer,
  type Sigstore,
  trusting,
} from '../support/sigstore/index.ts';
import { vectorReference } from '../support/vectors.ts';

const quiet = { debug() {}, info() {}, warn() {}, error: (message: string) => console.error(message) };
const name = 'registry.example/acme/shop';
const signer: Signer = { keys: ecKeys() };
const ours: TrustPolicy = { ...trusting({ keys: [publicKeyOf(signer)] }), id: 'ours' };
const theirs: TrustPolicy = { ...trusting({ keys: [publicKeyOf({ keys: ecKeys() })] }), id: 'theirs' };

let sigstore: Sigstore;
beforeAll(async () => {
  sigstore = await createSigstore();
});

function memoryCache(): Cache {
  const entries = new Map<string, string>();
  return {
    load: async () => {},
    get: (key) => entries.get(key),
    set: (key, value) => void entries.set(key, value),
    flush: async () => {},
    clear: async () => entries.clear(),
  };
}

function engineFor(registry: MemoryRegistry, options: Partial<EngineOptions> = {}): Engine {
  return createEngine({
    http: registry.http,
    credentials: async () => undefined,
    clock: new JumpingClock(),
    logger: quiet,
    mode: 'online',
    perHost: 8,
    settleMs: 0,
    ...options,
  });
}

const trust = (policy: TrustPolicy): Configuration => ({
  ...mergeConfiguration({}),
  trustSource: { policyFor: () => policy },
});

/** Looks an image up as the scheduler would: only if there is anything to ask or to judge. */
async function look(engine: Engine, policy: TrustPolicy, reference = `${name}:1`) {
  const configuration = trust(policy);
  const lookup = lookupOf(vectorReference(reference), configuration);
  if (engine.store.isStale(lookup)) await engine.resolver.lookUp(lookup, { priority: 0 });
  return engine.store.peek(lookup.reference, configuration);
}

const verdict = async (...args: Parameters<typeof look>) => verdictFor(await look(...args));

/** An image with a bundle and a legacy signature, both by the key that `ours` trusts. */
async function signedImage(registry: MemoryRegistry, options: { predicate?: unknown } = {}) {
  const repository = registry.host('registry.example').repository('acme/shop');
  const image = repository.image('1');
  const { digest } = image;
  attachBundle(
    repository,
    image,
    asReferrer(await bundleOf(sigstore, signer, { digest, log: 'none', ...options })),
  );
  attachLegacy(repository, image, [await legacyOf(sigstore, signer, { digest, log: 'none' })]);
  return { repository, image };
}

describe('another trust policy', () => {
  it('judges what is known anew, without a request', async () => {
    const registry = new MemoryRegistry();
    await signedImage(registry);
    const engine = engineFor(registry);
    expect(await verdict(engine, ours)).toBe('trusted');
    expect(registry.take()).not.toEqual([]);
    expect(await verdict(engine, theirs)).toBe('untrusted');
    expect(await verdict(engine, nobodySaid)).toBe('unverified');
    expect(await verdict(engine, ours)).toBe('trusted');
    expect(registry.take()).toEqual([]);
  });

  it('never shows what was found out under another one', async () => {
    const registry = new MemoryRegistry();
    await signedImage(registry);
    const engine = engineFor(registry);
    await look(engine, ours);
    expect(verdictFor(engine.store.peek(vectorReference(`${name}:1`), trust(theirs)))).toBe('unknown');
  });
});

describe('newer trusted roots', () => {
  const by: TrustPolicy = { ...trusting(), id: 'workflow' };

  /** The roots are `before`; once somebody has them in hand, they are `after`. */
  function changing(before: TrustedRoot, after: TrustedRoot): TrustedRoots {
    let root = before;
    const listeners: (() => void)[] = [];
    const change = () => {
      if (root === after) return;
      root = after;
      for (const listener of listeners) listener();
    };
    return {
      current: async () => {
        const set = { roots: [root], source: 'embedded', at: 0 } as const;
        setImmediate(change);
        return set;
      },
      onChange: (listener) => {
        listeners.push(listener);
        return () => {};
      },
      clear: async () => {},
    };
  }

  it('that come while an image is judged are what it is judged by', async () => {
    const registry = new MemoryRegistry();
    const repository = registry.host('registry.example').repository('acme/shop');
    const image = repository.image('1');
    // Enough of them to let others have their turn in between.
    for (let count = 0; count < 20; count++) {
      const signed = await bundleOf(sigstore, sigstore.certify(), { digest: image.digest });
      attachBundle(repository, image, asReferrer(signed));
    }
    const other = await createSigstore('other');
    const judge = async (roots: TrustedRoots) => verdict(engineFor(registry, { roots }), by);
    expect(await judge(changing(other.root, sigstore.root))).toBe('trusted');
    expect(await judge(changing(sigstore.root, other.root))).toBe('untrusted');
  });
});

describe('offline', () => {
  it('verifies what is remembered, without a request', async () => {
    const registry = new MemoryRegistry();
    await signedImage(registry);
    const engine = engineFor(registry);
    await look(engine, ours);
    registry.take();
    engine.setMode('offline');
    expect(await verdict(engine, ours)).toBe('trusted');
    expect(await verdict(engine, theirs)).toBe('untrusted');
    expect(registry.take()).toEqual([]);
  });

  it('verifies what an earlier run left on disk, without a request', async () => {
    const registry = new MemoryRegistry();
    const cache = memoryCache();
    const clock = new JumpingClock();
    await signedImage(registry);
    await look(engineFor(registry, { cache, clock }), nobodySaid);
    registry.take();
    const later = engineFor(registry, { mode: 'offline', cache, clock });
    expect(await verdict(later, ours)).toBe('trusted');
    expect(await verdict(later, theirs)).toBe('untrusted');
    expect(registry.take()).toEqual([]);
  });

  it('does not fetch what is not remembered: unknown, and it says why', async () => {
    const registry = new MemoryRegistry();
    const cache = memoryCache();
    const clock = new JumpingClock();
    // Too large for the disk.
    const repository = registry.host('registry.example').repository('acme/shop');
    const image = repository.image('1');
    const predicate = { comment: 'x'.repeat(200_000) };
    const signed = asReferrer(
      await bundleOf(sigstore, signer, { digest: image.digest, log: 'none', predicate }),
    );
    attachBundle(repository, image, signed);
    expect(await verdict(engineFor(registry, { cache, clock }), ours)).toBe('trusted');
    registry.take();
    const later = engineFor(registry, { mode: 'offline', cache, clock });
    const evidence = await look(later, ours);
    expect(registry.take()).toEqual([]);
    expect(verdictFor(evidence)).toBe('unknown');
    expect(evidence.assessment?.unread.map(({ fault }) => fault.code)).toEqual(['offline']);
    later.setMode('online');
    expect(await verdict(later, ours)).toBe('trusted');
  });

  it('says nothing of an image that was never seen', async () => {
    const registry = new MemoryRegistry();
    await signedImage(registry);
    expect(await verdict(engineFor(registry, { mode: 'offline' }), ours)).toBe('unknown');
    expect(registry.take()).toEqual([]);
  });

  it('believes no signature that was changed on disk', async () => {
    const registry = new MemoryRegistry();
    const clock = new JumpingClock();
    const entries = new Map<string, string>();
    const cache: Cache = {
      ...memoryCache(),
      get: (key) => entries.get(key),
      set: (key, value) => void entries.set(key, value),
    };
    await signedImage(registry);
    await look(engineFor(registry, { cache, clock }), ours);
    const blobs = [...entries.keys()].filter((key) => key.startsWith('blob '));
    expect(blobs).toHaveLength(2);
    for (const key of blobs) entries.set(key, Buffer.from('{}').toString('base64'));
    registry.take();
    expect(await verdict(engineFor(registry, { mode: 'offline', cache, clock }), ours)).toBe('unknown');
    expect(registry.take()).toEqual([]);
  });
});

it('Restricted Mode judges nothing and asks nobody', async () => {
  const registry = new MemoryRegistry();
  await signedImage(registry);
  const engine = engineFor(registry);
  await look(engine, ours);
  registry.take();
  engine.setMode('restricted');
  expect(await verdict(engine, theirs)).toBe('unknown');
  expect(registry.take()).toEqual([]);
});

describe('requests', () => {
  const short = (log: string[]) =>
    log
      .map((line) => line.replace('https://registry.example/v2/acme/shop/', '').replace(/[0-9a-f]{64}/, 'H'))
      .sort();

  it('are four an image and two a signature, where the host has the Referrers API', async () => {
    const registry = new MemoryRegistry();
    const repository = registry.host('registry.example').repository('acme/shop');
    const image = repository.image('1');
    const bundle = async (by: Signer) =>
      asReferrer(await bundleOf(sigstore, by, { digest: image.digest, log: 'none' }));
    attachBundle(repository, image, await bundle(signer));
    expect(await verdict(engineFor(registry), ours)).toBe('trusted');
    const one = short(registry.take());
    expect(one).toEqual([
      'GET blobs/sha256:H',
      'GET manifests/sha256-H.att',
      'GET manifests/sha256-H.sig',
      'GET manifests/sha256:H',
      'GET referrers/sha256:H',
      'HEAD manifests/1',
    ]);
    for (let more = 0; more < 3; more++) attachBundle(repository, image, await bundle({ keys: ecKeys() }));
    expect(await verdict(engineFor(registry), ours)).toBe('trusted');
    expect(registry.take()).toHaveLength(4 + 4 * 2);
  });

  it('are one a legacy signature', async () => {
    const registry = new MemoryRegistry();
    const repository = registry.host('registry.example').repository('acme/shop');
    const image = repository.image('1');
    const one = async (env: string) =>
      legacyOf(sigstore, signer, { digest: image.digest, log: 'none', annotations: { env } });
    attachLegacy(repository, image, [await one('a'), await one('b')]);
    expect(await verdict(engineFor(registry), ours)).toBe('trusted');
    expect(registry.take()).toHaveLength(4 + 2);
  });

  it('are not made twice by two policies at once', async () => {
    const registry = new MemoryRegistry();
    await signedImage(registry);
    const engine = engineFor(registry);
    const seen = await Promise.all([verdict(engine, ours), verdict(engine, theirs), verdict(engine, ours)]);
    expect(seen).toEqual(['trusted', 'untrusted', 'trusted']);
    const log = registry.take();
    expect(log.filter((line) => !line.includes('/blobs/'))).toHaveLength(
      new Set(log.filter((line) => !line.includes('/blobs/'))).size,
    );
  });
});

describe('a platform whose index is signed', () => {
  async function pinned(referrersApi: boolean, signPlatform = false) {
    const registry = new MemoryRegistry();
    const repository = registry.host('registry.example', { referrersApi }).repository('acme/shop');
    const [amd64, arm64] = ['amd64', 'arm64'].map((architecture) =>
      repository.image(architecture, { architecture }),
    );
    if (!amd64 || !arm64) throw new Error('two platforms');
    const index = repository.index([amd64, arm64], '1');
    const subject = signPlatform ? arm64 : index;
    const { digest } = subject;
    const bundle = attachBundle(
      repository,
      subject,
      asReferrer(await bundleOf(sigstore, signer, { digest, log: 'none' })),
    );
    if (!referrersApi) repository.index([bundle], fallbackTag(subject));
    return { engine: engineFor(registry), index, arm64, amd64, repository };
  }

  it.each([true, false])(
    'is unsigned, and the index is told beside it (Referrers API: %s)',
    async (referrersApi) => {
      const { engine, index, arm64 } = await pinned(referrersApi);
      const evidence = await look(engine, ours, `${name}:1@${arm64.digest}`);
      expect(verdictFor(evidence)).toBe('unsigned');
      expect(evidence.index).toEqual({ digest: index.digest, verdict: 'trusted' });
      expect(await verdict(engine, ours)).toBe('trusted');
    },
  );

  it('has no moved tag, and the message says to pin the index', async () => {
    const { engine, index, arm64 } = await pinned(true);
    const image = `${name}:1@${arm64.digest}`;
    await look(engine, ours, image);
    const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - image: ${image}\n`;
    const { findings } = analyze(parseManifest(text, { fileKind: 'manifest' }), trust(ours), engine.store);
    expect(findings.map(({ rule }) => rule)).toEqual(['unsigned']);
    expect(findings[0]?.message).toContain(`the index ${index.digest.slice(0, 19)}`);
  });

  it('that is signed itself is trusted, whatever its index is', async () => {
    const { engine, index, arm64, amd64 } = await pinned(true, true);
    const evidence = await look(engine, ours, `${name}:1@${arm64.digest}`);
    expect(verdictFor(evidence)).toBe('trusted');
    expect(evidence.index).toEqual({ digest: index.digest, verdict: 'unsigned' });
    expect(await verdict(engine, ours, `${name}:1@${amd64.digest}`)).toBe('unsigned');
  });

  it('is moved away from when the tag names another index', async () => {
    const { engine, repository, index } = await pinned(true);
    const stranger = repository.image('old', { old: true });
    const evidence = await look(engine, ours, `${name}:1@${stranger.digest}`);
    expect(evidence.tag).toMatchObject({ state: 'resolved', digest: index.digest });
    expect(evidence.index).toBeUndefined();
  });
});
