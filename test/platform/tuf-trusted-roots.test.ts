import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tuf } from '../../server/src/platform/tuf/tuf.ts';
import { createTufTrustedRoots, type TufTrustedRoots } from '../../server/src/platform/tuf-trusted-roots.ts';
import { type HttpClient, HttpError } from '../../server/src/registry/ports.ts';
import { embeddedRoots } from '../../server/src/trust/roots/embedded.ts';
import publicGood from '../../server/src/trust/roots/public.json' with { type: 'json' };
import { FakeClock } from '../support/clock.ts';
import { signer, TufRepository } from '../support/tuf-repository.ts';

const day = 24 * 60 * 60 * 1000;
/** As the instance would publish it after retiring a log. */
const newer = JSON.stringify({ ...publicGood, tlogs: publicGood.tlogs.slice(1) }, undefined, 2);
const newest = JSON.stringify({ ...publicGood, tlogs: publicGood.tlogs.slice(0, 1) }, undefined, 2);
const compact = (text: string) => JSON.stringify(JSON.parse(text));

let folder: string;
let clock: FakeClock;
let repository: TufRepository;
let github: TufRepository;
let warnings: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'imageseal-test-'));
  clock = new FakeClock();
  await clock.advance(Date.parse('2026-12-01T00:00:00Z') - clock.now());
  warnings = [];
  repository = new TufRepository('https://tuf.example.test');
  repository.publish({ target: newer });
  github = new TufRepository('https://tuf-github.example.test/repo');
  github.publish({ target: embeddedRoots().roots[1]!.text });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const http: HttpClient = (request) =>
  (request.url.startsWith(github.url) ? github : repository).http(request);

/** One process: what it knows begins with what is on the disk. */
function start(options: { online?: () => boolean; folder?: string | undefined } = {}): TufTrustedRoots {
  return createTufTrustedRoots({
    http,
    folder,
    clock,
    logger: { debug() {}, info() {}, warn: (message) => warnings.push(message), error: console.error },
    online: () => true,
    instances: [
      { name: 'public', url: repository.url, seed: repository.seed },
      { name: 'github', url: github.url, seed: github.seed },
    ],
    ...options,
  });
}

/** What a process knows when its refresh, if there was one, is over. */
async function refreshed(roots = start()) {
  await roots.current();
  await roots.settled();
  return await roots.current({ refresh: false });
}

const publicRoot = (set: Awaited<ReturnType<typeof refreshed>>) => set.roots[0]?.text;
const embedded = embeddedRoots().roots[0]?.text;
const file = () => join(folder, 'trusted-root-public.json');

describe('a refresh', () => {
  it('answers at once with what is built in, and says so when there is something newer', async () => {
    const roots = start();
    let changes = 0;
    roots.onChange(() => changes++);
    const first = await roots.current();
    expect([publicRoot(first), first.source]).toEqual([embedded, 'embedded']);
    await roots.settled();
    const second = await roots.current();
    expect([publicRoot(second), second.source, second.at, changes]).toEqual([
      compact(newer),
      'tuf',
      clock.now(),
      1,
    ]);
    expect(second.problem).toBeUndefined();
  });

  it('asks nobody until somebody needs the roots, and never while offline', async () => {
    await refreshed(start({ online: () => false }));
    await start().current({ refresh: false });
    expect([repository.requests, github.requests]).toEqual([[], []]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('asks at most once a day, whatever the number of processes', async () => {
    const roots = start();
    await refreshed(roots);
    const asked = repository.requests.length;
    await clock.advance(day - 1);
    await refreshed(roots);
    await refreshed();
    expect(repository.requests).toHaveLength(asked);
    await clock.advance(1);
    // Two that began before either had asked.
    const [one, other] = [start(), start()];
    await one.current({ refresh: false });
    await other.current({ refresh: false });
    await refreshed(one);
    await refreshed(other);
    expect(repository.requests.slice(asked)).toEqual(['2.root.json', 'timestamp.json']);
  });

  it('counts a failure as having asked', async () => {
    repository.files.delete('timestamp.json');
    await refreshed();
    const asked = repository.requests.length;
    await clock.advance(day / 2);
    expect((await refreshed()).problem).toContain(repository.url.slice('https://'.length));
    expect(repository.requests).toHaveLength(asked);
  });

  it('is taken up by the next process, offline too', async () => {
    await refreshed();
    await clock.advance(400 * day);
    const set = await refreshed(start({ online: () => false }));
    expect([publicRoot(set), set.source, set.at]).toEqual([compact(newer), 'tuf', clock.now() - 400 * day]);
  });

  it('works without a folder', async () => {
    expect(publicRoot(await refreshed(start({ folder: undefined })))).toBe(compact(newer));
    expect(readdirSync(folder)).toEqual([]);
  });

  it('follows new root keys that the old ones vouch for', async () => {
    await refreshed();
    repository.rotate();
    repository.rotate();
    repository.publish({ target: newest });
    await clock.advance(day);
    expect(publicRoot(await refreshed())).toBe(compact(newest));
    expect(publicRoot(await refreshed(start({ online: () => false })))).toBe(compact(newest));
  });

  it('is given up without a trace when the connection is no longer wanted', async () => {
    let online = true;
    repository.answer = async () => {
      online = false;
      throw new HttpError('aborted', 'nothing is sent while offline');
    };
    const set = await refreshed(start({ online: () => online }));
    expect([publicRoot(set), set.problem]).toEqual([embedded, undefined]);
    const roots = start();
    repository.answer = ({ signal }) =>
      new Promise((_, reject) =>
        signal?.addEventListener('abort', () => reject(new HttpError('aborted', 'cancelled'))),
      );
    await roots.current();
    while (!repository.requests.some((_, index) => index > 0)) await new Promise(setImmediate);
    roots.stop();
    await roots.settled();
    expect((await roots.current({ refresh: false })).problem).toBeUndefined();
    repository.answer = undefined;
    expect(publicRoot(await refreshed())).toBe(compact(newer));
  });

  it('is forgotten when the cache is cleared', async () => {
    const roots = start();
    await refreshed(roots);
    await roots.clear();
    expect(readdirSync(folder)).toEqual([]);
    expect(publicRoot(await roots.current({ refresh: false }))).toBe(embedded);
    expect(publicRoot(await refreshed(roots))).toBe(compact(newer));
  });
});

/** Each makes the second refresh fail; the first was good. */
const attacks: Readonly<Record<string, { readonly attack: () => void; readonly says: RegExp }>> = {
  'a trusted root that the targets do not name': {
    attack() {
      repository.publish({ target: newest });
      const [path] = [...repository.files.keys()].filter((name) => name.startsWith('targets/')).slice(-1);
      repository.files.set(path!, Buffer.from(newest.replace('sigstore', 'sigstorf')));
    },
    says: /does not hold \(Expected hash/,
  },
  'targets changed after they were signed': {
    attack() {
      repository.publish({ target: newest });
      const targets = repository.files.get('2.targets.json')!.toString();
      repository.files.set('2.targets.json', Buffer.from(targets.replace(/"length":\d+/, '"length":1')));
    },
    says: /does not hold \(.*targets was signed by 0\/1 keys/,
  },
  'a timestamp by a stranger': {
    attack() {
      const stranger = new TufRepository(repository.url);
      for (let version = 1; version <= 3; version++) stranger.publish({ target: newest });
      for (const [name, content] of stranger.files) {
        if (!name.endsWith('.root.json')) repository.files.set(name, content);
      }
    },
    says: /does not hold \(timestamp was signed by 0\/1 keys/,
  },
  'new root keys that only a stranger vouches for': {
    attack() {
      repository.rotate({ vouchedForBy: signer() });
      repository.publish({ target: newest });
    },
    says: /does not hold \(root was signed by 0\/1 keys/,
  },
  'an expired timestamp': {
    attack: () =>
      repository.publish({ target: newest, expires: { timestamp: new Date(Date.now() - 60_000) } }),
    says: /does not hold \(.*timestamp.json is expired/,
  },
  'expired targets': {
    attack: () => repository.publish({ target: newest, expires: { targets: new Date(Date.now() - 60_000) } }),
    says: /does not hold \(.*targets.json is expired/,
  },
  'metadata that is no JSON': {
    attack: () => void repository.files.set('timestamp.json', Buffer.from('<html>please log in</html>')),
    says: /does not hold \(/,
  },
  'a redirect': {
    attack() {
      repository.answer = async () => ({
        status: 302,
        headers: { location: 'https://elsewhere.test/' },
        body: Buffer.from(''),
      });
    },
    says: /did not give its newest trusted root \(HTTP 302\)/,
  },
  'no answer': {
    attack() {
      repository.answer = async () => {
        throw new HttpError('dns', 'getaddrinfo ENOTFOUND tuf.example.test');
      };
    },
    says: /did not give its newest trusted root \(its name has no address\)/,
  },
  'a root with a key that was always valid': {
    attack() {
      const [log, ...others] = publicGood.tlogs;
      const { validFor: _, ...publicKey } = log!.publicKey;
      repository.publish({
        target: JSON.stringify({ ...publicGood, tlogs: [{ ...log, publicKey }, ...others] }),
      });
    },
    says: /cannot be used \(The trusted root public has a log key without the date/,
  },
};

describe('what is refused', () => {
  it.each(Object.entries(attacks))(
    '%s: the old root stays, and its age is said',
    async (_, { attack, says }) => {
      const roots = start();
      await refreshed(roots);
      attack();
      await clock.advance(3 * day);
      let changes = 0;
      roots.onChange(() => changes++);
      const set = await refreshed(roots);
      expect([publicRoot(set), set.at, changes]).toEqual([compact(newer), clock.now() - 3 * day, 1]);
      expect(set.problem).toMatch(says);
      expect(set.problem).toContain('tuf.example.test');
      expect(set.problem).toContain('the one of 2026-12-01 is used, which is 3 days old');
      const next = await refreshed();
      expect([publicRoot(next), next.problem]).toEqual([compact(newer), set.problem]);
      expect(warnings).toEqual([set.problem]);
    },
  );

  it('metadata of an earlier day', async () => {
    const early = new Map(repository.files);
    repository.publish({ target: newest });
    expect(publicRoot(await refreshed())).toBe(compact(newest));
    for (const [name, content] of early) repository.files.set(name, content);
    await clock.advance(day);
    const set = await refreshed();
    expect(publicRoot(set)).toBe(compact(newest));
    expect(set.problem).toMatch(/does not hold \(New timestamp version 1 is less than current version 2\)/);
  });

  it('a refresh after a failure takes the problem back', async () => {
    repository.answer = async () => ({ status: 503, headers: {}, body: Buffer.from('') });
    const roots = start();
    expect((await refreshed(roots)).problem).toContain('HTTP 503');
    repository.answer = undefined;
    await clock.advance(day);
    const set = await refreshed(roots);
    expect([publicRoot(set), set.problem]).toEqual([compact(newer), undefined]);
  });

  it('one instance that fails does not hold up the other', async () => {
    github.answer = async () => ({ status: 500, headers: {}, body: Buffer.from('') });
    const set = await refreshed();
    expect([publicRoot(set), set.source]).toEqual([compact(newer), 'embedded']);
    expect(set.problem).toContain('tuf-github.example.test');
  });
});

/** What another process of the user could write into the cache. */
const forgeries: Readonly<Record<string, (state: { record: Record<string, unknown> }) => void>> = {
  'another trusted root': ({ record }) => {
    record.target = newest;
  },
  'another trusted root with targets to match, by a stranger': ({ record }) => {
    const stranger = new TufRepository(repository.url);
    stranger.publish({ target: newest });
    record.target = newest;
    record.targets = stranger.files.get('1.targets.json')!.toString();
  },
  'root keys of a stranger': ({ record }) => {
    const stranger = new TufRepository(repository.url);
    stranger.rotate();
    stranger.publish({ target: newest });
    record.roots = [stranger.files.get('2.root.json')!.toString()];
    record.target = newest;
    record.targets = stranger.files.get('1.targets.json')!.toString();
  },
};

describe('what is on the disk', () => {
  it.each(Object.entries(forgeries))('is not believed: %s', async (_, forge) => {
    await refreshed();
    const state = JSON.parse(readFileSync(file(), 'utf8'));
    forge(state);
    writeFileSync(file(), JSON.stringify(state));
    expect(publicRoot(await refreshed(start({ online: () => false })))).toBe(embedded);
    expect(warnings).toEqual([expect.stringContaining('is not used')]);
    await clock.advance(day);
    expect(publicRoot(await refreshed())).toBe(compact(newer));
  });

  it.each(['', 'not JSON', '[]', '{"asked":"yesterday"}', '{"asked":1e999}'])(
    'may be damaged: %j',
    async (text) => {
      writeFileSync(file(), text);
      expect(publicRoot(await refreshed())).toBe(compact(newer));
    },
  );

  it('says nothing of the future: a clock that was wrong does not stop refreshes', async () => {
    await clock.advance(30 * day);
    await refreshed();
    await clock.advance(-30 * day);
    repository.publish({ target: newest });
    const set = await refreshed();
    expect([publicRoot(set), set.at]).toEqual([compact(newest), clock.now()]);
  });

  it('gives way to what a newer version of ImageSeal has built in', async () => {
    await refreshed();
    const state = JSON.parse(readFileSync(file(), 'utf8'));
    state.record.at = embeddedRoots().at - day;
    writeFileSync(file(), JSON.stringify(state));
    const set = await refreshed(start({ online: () => false }));
    expect([publicRoot(set), set.source]).toEqual([embedded, 'embedded']);
  });
});

describe('the public instances', () => {
  it.each(tuf.instances)('$name: its seed is one that the client begins with', async (instance) => {
    const asked: string[] = [];
    const nothing: HttpClient = async ({ url }) => {
      asked.push(url);
      return { status: 404, headers: {}, body: Buffer.from('') };
    };
    const { signal } = new AbortController();
    const answer = await tuf.refresh({ instance, http: nothing, signal, now: clock.now() });
    expect(answer).toMatchObject({ kind: 'unreachable', host: new URL(instance.url).host });
    const { version } = JSON.parse(instance.seed).signed;
    expect(asked).toEqual([`${instance.url}/${version + 1}.root.json`, `${instance.url}/timestamp.json`]);
  });

  it('are those whose roots are built in', () => {
    expect(tuf.instances.map(({ name }) => name)).toEqual(embeddedRoots().roots.map(({ name }) => name));
  });
});
