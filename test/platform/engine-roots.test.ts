import { afterEach, beforeEach, expect, it } from 'vitest';
import { lookupOf } from '../../server/src/analysis/lookup.ts';
import { verdictFor } from '../../server/src/analysis/verdict.ts';
import { mergeConfiguration } from '../../server/src/configuration/merge.ts';
import { createEngine } from '../../server/src/platform/engine.ts';
import { systemClock } from '../../server/src/platform/system-clock.ts';
import { createTufTrustedRoots, type TufTrustedRoots } from '../../server/src/platform/tuf-trusted-roots.ts';
import type { TrustPolicy } from '../../server/src/trust/policy.ts';
import { embeddedRoots } from '../../server/src/trust/roots/embedded.ts';
import { TufRepository } from '../support/tuf-repository.ts';
import {
  policyOf,
  type VectorSet,
  vectorCases,
  vectorReference,
  vectorRegistry,
  vectorText,
} from '../support/vectors.ts';

/** The engine with roots that come over TUF: here the public instance has become the vectors' private one. */
const clock = { ...systemClock, now: () => Date.parse('2026-12-01T00:00:00Z') };
const logger = { debug() {}, info() {}, warn() {}, error: console.error };
let repositories: readonly TufRepository[];
let roots: TufTrustedRoots;
const asked = () => repositories.flatMap(({ requests }) => requests);

beforeEach(() => {
  repositories = embeddedRoots().roots.map(({ name, text }) => {
    const repository = new TufRepository(`https://${name}.example.test`);
    repository.publish({ target: name === 'public' ? vectorText('keyless', 'trusted_root.json') : text });
    return repository;
  });
  const [publicGood, github] = repositories as [TufRepository, TufRepository];
  roots = createTufTrustedRoots({
    http: (request) => (request.url.startsWith(github.url) ? github : publicGood).http(request),
    folder: undefined,
    clock,
    logger,
    online: () => true,
    instances: [
      { name: 'public', url: publicGood.url, seed: publicGood.seed },
      { name: 'github', url: github.url, seed: github.seed },
    ],
  });
});
afterEach(() => roots.stop());

/** Looks up the first image of that name, with the policy of its first question but under the public roots. */
async function look(set: VectorSet, name: string) {
  const vector = vectorCases(set).find((each) => each.name.startsWith(name))!;
  const { root: _, ...policy } = policyOf(set, vector.checks[0]!.trust);
  return await lookUnder(policy, set, vector);
}

async function lookUnder(
  policy: TrustPolicy,
  set: VectorSet,
  vector: ReturnType<typeof vectorCases>[number],
) {
  const registry = vectorRegistry(set, vector);
  const engine = createEngine({
    http: registry.http,
    credentials: async () => undefined,
    clock,
    logger,
    roots,
    mode: 'online',
    perHost: 8,
    settleMs: 0,
  });
  const configuration = { ...mergeConfiguration({}), trustSource: { policyFor: () => policy } };
  const reference = vectorReference(vector.image);
  const lookup = lookupOf(reference, configuration);
  const verdict = async () => {
    await engine.resolver.lookUp(lookup, { priority: 0 });
    return verdictFor(engine.store.peek(reference, configuration));
  };
  return { engine, registry, lookup, verdict };
}

it('judges again under newer roots, without asking the registry again', async () => {
  const { engine, registry, lookup, verdict } = await look('keyless', 'keyless/bundle/v1/ci/');
  expect(await verdict()).toBe('untrusted');
  await roots.settled();
  expect(engine.store.isStale(lookup)).toBe(true);
  registry.take();
  expect(await verdict()).toBe('trusted');
  expect(registry.take()).toEqual([]);
});

it('asks nobody for newer roots where nothing hangs on one', async () => {
  const { verdict } = await look('keyed', 'bundle/');
  expect(await verdict()).toBe('trusted');
  await roots.settled();
  expect(asked()).toEqual([]);
});
