import { describe, expect, it } from 'vitest';
import type { Cache } from '../../server/src/analysis/cache.ts';
import type { Assessment, FoundImage } from '../../server/src/analysis/evidence.ts';
import { EvidenceStore } from '../../server/src/analysis/evidence-store.ts';
import { lookupOf } from '../../server/src/analysis/lookup.ts';
import type { PartialConfiguration } from '../../server/src/configuration/configuration.ts';
import { mergeConfiguration } from '../../server/src/configuration/merge.ts';
import { parseImageReference } from '../../server/src/image/parse-reference.ts';
import type { Discovery } from '../../server/src/signature/report.ts';
import { FakeClock } from '../support/clock.ts';
import { digestOf, nothingFound, oneSignature, reportOf } from '../support/evidence.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function lookup(text: string, settings: PartialConfiguration = {}) {
  const reference = parseImageReference(text);
  if (reference.kind !== 'reference') throw new Error(`${text} is no reference`);
  return lookupOf(reference, mergeConfiguration(settings));
}

function found(at: number, discovery: Discovery): FoundImage {
  return { state: 'found', digest: digestOf('a'), mediaType: 'm', size: 1, discovery, at };
}

function worth(at: number): Assessment {
  return { verdict: 'signed', reports: [reportOf('signed')], unread: [], rule: undefined, at };
}

function memoryCache(): Cache & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    load: async () => {},
    get: (key) => entries.get(key),
    set: (key, value) => void entries.set(key, value),
    flush: async () => {},
    clear: async () => entries.clear(),
  };
}

const unread: Discovery = {
  ...nothingFound,
  unread: [{ place: 'the tag sha256-a.sig', fault: { code: 'timeout', host: 'ghcr.io' } }],
};

describe('EvidenceStore', () => {
  it('joins what a tag named with what is known of that digest', () => {
    const clock = new FakeClock();
    const store = new EvidenceStore({ clock });
    const wanted = lookup('nginx:1');
    store.putTag(wanted, { state: 'resolved', digest: digestOf('a'), at: clock.now() });
    store.putImage(wanted, digestOf('a'), found(clock.now(), nothingFound));
    const pinned = parseImageReference(`docker.io/library/nginx@${digestOf('a')}`);
    expect(store.peek(pinned, mergeConfiguration()).image?.state).toBe('found');
    expect(store.peek(wanted.reference, mergeConfiguration()).image?.state).toBe('found');
  });

  it.each([
    ['a tag', 5 * MINUTE, undefined],
    ['an unsigned image', 10 * MINUTE, nothingFound],
    ['a signed image', HOUR, { ...nothingFound, signatures: [oneSignature] }],
    ['a look that failed', 30_000, unread],
  ])('asks about %s again when it is no longer fresh', async (_, freshMs, discovery) => {
    const clock = new FakeClock();
    const store = new EvidenceStore({ clock });
    const wanted = lookup(discovery ? `nginx@${digestOf('a')}` : 'nginx:1');
    if (discovery) {
      store.putImage(wanted, digestOf('a'), found(clock.now(), discovery), worth(clock.now()));
    } else {
      store.putTag(wanted, { state: 'resolved', digest: digestOf('a'), at: clock.now() });
      store.putImage(wanted, digestOf('a'), found(clock.now() + HOUR, nothingFound));
    }
    await clock.advance(freshMs - 1000);
    expect(store.isStale(wanted)).toBe(false);
    await clock.advance(2000);
    expect(store.isStale(wanted)).toBe(true);
  });

  it('forgets one image, on disk and wherever its signatures are kept, and no other', () => {
    const clock = new FakeClock();
    const cache = memoryCache();
    const plain = lookup(`ghcr.io/acme/app@${digestOf('a')}`);
    const elsewhere = lookup(plain.reference.text, {
      registries: [{ match: 'ghcr.io/acme/app', signatures: 'ghcr.io/acme/signatures' }],
    });
    const other = lookup(`ghcr.io/acme/app@${digestOf('b')}`);
    expect(elsewhere.settings.signatures).toBe('ghcr.io/acme/signatures');
    const store = new EvidenceStore({ clock, cache });
    for (const each of [plain, elsewhere, other]) {
      store.putImage(each, each.reference.digest ?? '', found(clock.now(), nothingFound));
    }
    const before = store.generation;
    store.forget({ registry: 'ghcr.io', repository: 'acme/app' }, digestOf('a'));
    expect(store.generation).toBeGreaterThan(before);
    for (const later of [store, new EvidenceStore({ clock, cache })]) {
      expect([plain, elsewhere, other].map((each) => later.isStale(each))).toEqual([true, true, false]);
    }
  });

  it('waits longer after each failure of a host, and starts over after a success', async () => {
    const clock = new FakeClock();
    const store = new EvidenceStore({ clock });
    const wanted = lookup('ghcr.io/acme/app:1');
    const fail = () =>
      store.putTag(wanted, { state: 'fault', fault: { code: 'refused', host: 'ghcr.io' }, at: clock.now() });
    fail();
    await clock.advance(31_000);
    expect(store.isTagStale(wanted)).toBe(true);
    fail();
    await clock.advance(31_000);
    expect(store.isTagStale(wanted)).toBe(false);
    await clock.advance(30_000);
    expect(store.isTagStale(wanted)).toBe(true);
  });

  it('does not ask before the time the registry named', async () => {
    const clock = new FakeClock();
    const store = new EvidenceStore({ clock });
    const wanted = lookup('ghcr.io/acme/app:1');
    const fault = { code: 'rate-limited', host: 'ghcr.io', retryAt: clock.now() + 5 * MINUTE } as const;
    store.putTag(wanted, { state: 'fault', fault, at: clock.now() });
    await clock.advance(4 * MINUTE);
    expect(store.isTagStale(wanted)).toBe(false);
    await clock.advance(2 * MINUTE);
    expect(store.isTagStale(wanted)).toBe(true);
  });

  it('survives a restart with what was seen, and without what failed', () => {
    const clock = new FakeClock();
    const cache = memoryCache();
    const before = new EvidenceStore({ clock, cache });
    const good = lookup('nginx:1');
    const bad = lookup('ghcr.io/acme/app:1');
    before.putTag(good, { state: 'resolved', digest: digestOf('a'), at: clock.now() });
    before.putImage(good, digestOf('a'), found(clock.now(), nothingFound));
    before.putTag(bad, { state: 'fault', fault: { code: 'dns', host: 'ghcr.io' }, at: clock.now() });
    before.putImage(bad, digestOf('a'), found(clock.now(), unread));
    const after = new EvidenceStore({ clock, cache });
    expect(after.peek(good.reference, mergeConfiguration()).image?.state).toBe('found');
    expect(after.peek(bad.reference, mergeConfiguration())).toEqual({ pending: false });
  });

  it('ignores what it cannot read in the cache', () => {
    const clock = new FakeClock();
    const cache = memoryCache();
    cache.entries.set('docker.io/library/nginx:1', '{"state":"resolved"');
    const store = new EvidenceStore({ clock, cache });
    expect(store.peek(lookup('nginx:1').reference, mergeConfiguration())).toEqual({ pending: false });
  });

  it('does not share what was found between two places for signatures', () => {
    const clock = new FakeClock();
    const store = new EvidenceStore({ clock });
    const elsewhere = { registries: [{ match: 'docker.io/**', signatures: 'sigs.example/all' }] };
    store.putImage(lookup(`nginx@${digestOf('a')}`), digestOf('a'), found(clock.now(), nothingFound));
    expect(store.isStale(lookup(`nginx@${digestOf('a')}`))).toBe(false);
    expect(store.isStale(lookup(`nginx@${digestOf('a')}`, elsewhere))).toBe(true);
  });
});
