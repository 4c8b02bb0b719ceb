import { describe, expect, it } from 'vitest';
import { lookupOf } from '../../server/src/analysis/lookup.ts';
import { verdictFor } from '../../server/src/analysis/verdict.ts';
import { mergeConfiguration } from '../../server/src/configuration/merge.ts';
import { createEngine, type EngineOptions, type Mode } from '../../server/src/platform/engine.ts';
import { HttpError } from '../../server/src/registry/ports.ts';
import { describeDetail } from '../../server/src/signature/detail.ts';
import { JumpingClock } from '../registry/manual-clock.ts';
import {
  type NotationCase,
  notationCases,
  notationPolicy,
  notationRegistry,
  revocationHost,
} from '../support/notation-vectors.ts';
import { vectorReference } from '../support/vectors.ts';

/** Images signed by the real notation, whose certificates name places where revocation lists are kept. */
const quiet = { debug() {}, info() {}, warn() {}, error: (message: string) => console.error(message) };
const minute = 60_000;
const strict = 'trustpolicies/strict-crl.json';
const permissive = 'trustpolicies/permissive-crl.json';

const caseOf = (name: string): NotationCase => notationCases().find((each) => each.name === name)!;

/** An image under a policy, looked up as the scheduler would: only if there is anything to ask or to judge. */
function setUp(name: string, policyFile: string, options: Partial<EngineOptions> = {}) {
  const vector = caseOf(name);
  const registry = notationRegistry(vector);
  const clock = new JumpingClock();
  const engine = createEngine({
    http: registry.http,
    credentials: async () => undefined,
    clock,
    logger: quiet,
    mode: 'online',
    perHost: 8,
    settleMs: 0,
    ...options,
  });
  const policy = notationPolicy({ policy: policyFile });
  const configuration = { ...mergeConfiguration({}), trustSource: { policyFor: () => policy } };
  const reference = vectorReference(vector.image);
  const lookup = lookupOf(reference, configuration);
  return {
    engine,
    registry,
    clock,
    /** Whoever was asked of revoked certificates since the last call. */
    asked: () => registry.take().filter((line) => !line.includes('/v2/')),
    /** Verdict, and what is said of revocation. */
    async look() {
      const stale = engine.store.isStale(lookup);
      if (stale) await engine.resolver.lookUp(lookup, { priority: 0 });
      const evidence = engine.store.peek(reference, configuration);
      const check = evidence.assessment?.reports[0]?.checks.find(({ name }) => name === 'revocation');
      return {
        stale,
        verdict: verdictFor(evidence),
        says: check && describeDetail(check.detail),
        noted: check?.noted ?? false,
        unread: evidence.assessment?.unread.map(({ fault }) => fault.code),
      };
    },
    /** The responders do not answer any more. */
    silence() {
      const served = registry.intercept;
      registry.intercept = (url, request) =>
        url.host === revocationHost ? new HttpError('timeout', 'no complete answer') : served(url, request);
      return () => {
        registry.intercept = served;
      };
    },
  };
}

describe('an image whose certificate may have been revoked', () => {
  it('is trusted when the list says that it was not', async () => {
    const { look, asked } = setUp('revocation/good', strict);
    expect(await look()).toMatchObject({ verdict: 'trusted', noted: false, unread: [] });
    expect(asked()).toEqual([`GET http://${revocationHost}/crl.der`]);
  });

  it('is not trusted when the list says so', async () => {
    const { look } = setUp('revocation/revoked', strict);
    const seen = await look();
    expect(seen).toMatchObject({ verdict: 'untrusted', unread: [] });
    expect(seen.says).toMatch(/revoked/);
  });

  it.each(['revocation/crl-unreachable', 'revocation/ocsp-unreachable'])(
    'is unknown when nobody answers, and the reason is given: %s',
    async (name) => {
      const { look } = setUp(name, strict);
      const seen = await look();
      expect(seen).toMatchObject({ verdict: 'unknown', unread: ['network'] });
      expect(seen.says).toContain('127.0.0.1:9');
    },
  );

  it('is unknown though everything else was there, and trusted as soon as somebody answers', async () => {
    const { look, silence, clock, asked } = setUp('revocation/good', strict);
    const speak = silence();
    expect(await look()).toMatchObject({ verdict: 'unknown' });
    clock.advance(minute / 2);
    expect(await look()).toMatchObject({ stale: false });
    expect(asked()).toHaveLength(1);
    speak();
    clock.advance(minute / 2);
    expect(await look()).toMatchObject({ stale: true, verdict: 'trusted' });
    expect(asked()).toHaveLength(1);
  });

  it('is not trusted for an expired list', async () => {
    const { look } = setUp('revocation/stale-crl', strict);
    expect((await look()).verdict).not.toBe('trusted');
  });

  it('is trusted with a note where the policy only logs, and looked at again', async () => {
    const { look, silence, clock, asked } = setUp('revocation/good', permissive);
    const speak = silence();
    expect(await look()).toMatchObject({ verdict: 'trusted', noted: true, unread: [] });
    expect(await look()).toMatchObject({ stale: false });
    speak();
    clock.advance(minute);
    asked();
    expect(await look()).toMatchObject({ stale: true, verdict: 'trusted', noted: false });
    expect(asked()).toHaveLength(1);
  });
});

describe('what was answered', () => {
  it('is asked for again within the hour', async () => {
    const { look, clock, asked } = setUp('revocation/good', strict);
    await look();
    asked();
    clock.advance(55 * minute);
    await look();
    expect(asked()).toEqual([]);
    clock.advance(5 * minute);
    expect(await look()).toMatchObject({ stale: true, verdict: 'trusted' });
    expect(asked()).toHaveLength(1);
  });

  it('does for every image, and for another policy', async () => {
    const { engine, look, asked } = setUp('revocation/good', strict);
    await look();
    expect(asked()).toHaveLength(1);
    engine.store.forgetAssessments();
    expect(await look()).toMatchObject({ stale: true, verdict: 'trusted' });
    expect(asked()).toEqual([]);
  });

  it('is forgotten with everything else', async () => {
    const { engine, look, asked } = setUp('revocation/good', strict);
    await look();
    asked();
    await engine.clear();
    await look();
    expect(asked()).toHaveLength(1);
  });
});

describe('nobody is asked', () => {
  it.each<Mode>(['offline', 'restricted'])('while %s', async (mode) => {
    const { engine, look, registry } = setUp('revocation/good', strict);
    await look();
    registry.take();
    engine.setMode(mode);
    engine.store.forgetAssessments();
    expect((await look()).verdict).toBe('unknown');
    expect(registry.take()).toEqual([]);
  });

  it.each([strict, permissive])('while offline, and then they are: %s', async (policy) => {
    const { engine, look, asked } = setUp('revocation/good', policy);
    await look();
    engine.setMode('offline');
    engine.store.forgetAssessments();
    expect((await look()).says).toContain('nobody may be asked now');
    asked();
    engine.setMode('online');
    // The list of before is still good.
    expect(await look()).toMatchObject({ stale: true, verdict: 'trusted', noted: false });
    expect(asked()).toEqual([]);
  });

  it('but registries, where the front end wants it so', async () => {
    const { look, asked, clock } = setUp('revocation/good', strict, { responders: false });
    const seen = await look();
    expect(seen).toMatchObject({ verdict: 'unknown' });
    expect(seen.says).toContain('nobody but registries may be asked');
    clock.advance(minute);
    expect(await look()).toMatchObject({ stale: false });
    expect(asked()).toEqual([]);
  });

  it('where the policy does not care, or does not trust the signer anyway', async () => {
    for (const policy of ['trustpolicies/strict-crl-skip-revocation.json', 'trustpolicies/strict.json']) {
      const { look, asked } = setUp('revocation/good', policy);
      await look();
      expect(asked()).toEqual([]);
    }
  });
});
