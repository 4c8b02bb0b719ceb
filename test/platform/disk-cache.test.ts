import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDiskCache, type DiskCacheOptions } from '../../server/src/platform/disk-cache.ts';

let parent: string;
let folder: string;
let file: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'imageseal-cache-'));
  folder = join(parent, 'imageseal');
  file = join(folder, 'evidence.cache');
});
afterEach(() => rmSync(parent, { recursive: true }));

const HOUR = 3_600_000;
let time = 1_000_000;

function open(options: Partial<DiskCacheOptions> = {}) {
  const said: string[] = [];
  const say = (message: string) => said.push(message);
  const logger = { debug: say, info: say, warn: say, error: say };
  const cache = createDiskCache({
    folder,
    logger,
    clock: { now: () => time },
    flushAfterMs: 60_000,
    ...options,
  });
  return Object.assign(cache, { said });
}

/** What a process that starts now finds. */
async function reopened(options: Partial<DiskCacheOptions> = {}) {
  const cache = open(options);
  await cache.load();
  return cache;
}

/** A cache on disk that holds `a` → 1, `b` → 2, `c` → 3. */
async function filled(): Promise<void> {
  const cache = open();
  for (const [key, value] of Object.entries({ a: '1', b: '2', c: '3' })) cache.set(key, value, HOUR);
  await cache.flush();
}

describe('keeping', () => {
  it('survives a restart', async () => {
    const evidence = JSON.stringify({ state: 'found', labels: { title: 'Zürich ⛰ "quoted"\nnext line' } });
    const cache = open();
    cache.set('ghcr.io/acme/app@sha256:1', evidence, HOUR);
    expect(cache.get('ghcr.io/acme/app@sha256:1')).toBe(evidence);
    await cache.flush();
    expect((await reopened()).get('ghcr.io/acme/app@sha256:1')).toBe(evidence);
  });

  it('gives nothing before it is loaded, and does not touch the disk until then', async () => {
    await filled();
    const cache = open();
    expect(cache.get('a')).toBeUndefined();
    await cache.load();
    expect(cache.get('a')).toBe('1');
    open({ folder: join(parent, 'never') });
    expect(existsSync(join(parent, 'never'))).toBe(false);
  });

  it('keeps what was set before the load', async () => {
    await filled();
    const cache = open();
    cache.set('a', 'newer', HOUR);
    await cache.load();
    expect([cache.get('a'), cache.get('b')]).toEqual(['newer', '2']);
    await cache.flush();
    expect((await reopened()).get('a')).toBe('newer');
  });

  it('forgets what has run out, and never what is for ever', async () => {
    const cache = open();
    cache.set('tag', 'sha256:1', 5_000);
    cache.set('blob', 'x', Number.POSITIVE_INFINITY);
    await cache.flush();
    time += 5_001;
    for (const one of [cache, await reopened()])
      expect([one.get('tag'), one.get('blob')]).toEqual([undefined, 'x']);
  });

  it('writes by itself after a while', async () => {
    const cache = open({ flushAfterMs: 10 });
    cache.set('a', '1', HOUR);
    await expect.poll(async () => (await reopened()).get('a')).toBe('1');
  });

  it('is cleared, on disk too', async () => {
    await filled();
    const cache = await reopened();
    cache.set('d', '4', HOUR);
    await cache.clear();
    expect([cache.get('a'), cache.get('d')]).toEqual([undefined, undefined]);
    expect(readdirSync(folder)).toEqual([]);
    cache.set('e', '5', HOUR);
    await cache.flush();
    const again = await reopened();
    expect([again.get('a'), again.get('e')]).toEqual([undefined, '5']);
  });

  it.runIf(process.platform !== 'win32')('is nobody else’s business', async () => {
    await filled();
    expect([statSync(folder).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600]);
  });
});

describe('limits', () => {
  it('drops what was used least recently when there are too many entries', async () => {
    const cache = open({ maxEntries: 8 });
    for (const key of 'abcdefgh') cache.set(key, key, HOUR);
    await cache.flush();
    expect(cache.get('a')).toBe('a');
    cache.set('i', 'i', HOUR);
    await cache.flush();
    const kept = await reopened();
    const left = [...'abcdefghi'].filter((key) => kept.get(key) !== undefined).join('');
    expect(left).toContain('a');
    expect(left).toContain('i');
    expect(left).not.toContain('b');
    expect(left.length).toBeLessThanOrEqual(8);
  });

  it('stays below its size', async () => {
    const maxBytes = 200_000;
    const cache = open({ maxBytes });
    for (let round = 0; round < 50; round += 1) {
      for (let i = 0; i < 10; i += 1) cache.set(`${round}/${i}`, 'x'.repeat(1_000), HOUR);
      await cache.flush();
      expect(statSync(file).size).toBeLessThanOrEqual(maxBytes + 15_000);
    }
    expect(cache.get('49/9')).toBeDefined();
    expect(cache.get('0/0')).toBeUndefined();
  });

  it('cleans up what was replaced many times', async () => {
    const cache = open();
    for (let i = 0; i < 30; i += 1) {
      cache.set('same', `${i}`.padEnd(100_000), HOUR);
      await cache.flush();
    }
    expect(statSync(file).size).toBeLessThan(1_300_000);
    expect((await reopened()).get('same')?.trim()).toBe('29');
  });
});

describe('damage', () => {
  it.each<[string, () => void]>([
    ['is another file', () => writeFileSync(file, '{"version":1}\n')],
    ['is binary', () => writeFileSync(file, Buffer.from([0, 1, 2, 255, 254, 10, 0, 10]))],
    [
      'has another version',
      () => writeFileSync(file, readFileSync(file, 'utf8').replace('cache 1', 'cache 2')),
    ],
  ])('a file that %s is built again', async (_name, damage) => {
    await filled();
    damage();
    const cache = await reopened();
    expect(cache.get('a')).toBeUndefined();
    cache.set('d', '4', HOUR);
    await cache.flush();
    const again = await reopened();
    expect([again.get('d'), again.said]).toEqual(['4', []]);
    expect(cache.said).toEqual([`the cache ${file} was damaged; what cannot be read is discarded`]);
  });

  it('an empty file is one that somebody is about to write', async () => {
    await filled();
    writeFileSync(file, '');
    const cache = await reopened();
    cache.set('d', '4', HOUR);
    await cache.flush();
    expect([(await reopened()).get('d'), cache.said]).toEqual(['4', []]);
  });

  it('a changed byte costs its own entry alone', async () => {
    await filled();
    writeFileSync(file, readFileSync(file, 'utf8').replace('"2"', '"9"'));
    const cache = await reopened();
    expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual(['1', undefined, '3']);
    await cache.flush();
    expect((await reopened()).said).toEqual([]);
  });

  it('a line torn by a crash costs nothing that follows', async () => {
    await filled();
    truncateSync(file, statSync(file).size - 5);
    const cache = open();
    cache.set('d', '4', HOUR);
    await cache.flush();
    const again = await reopened();
    expect(['a', 'b', 'c', 'd'].map((key) => again.get(key))).toEqual(['1', '2', undefined, '4']);
  });

  it('a file that is cut while it is in use gives nothing wrong, and recovers', async () => {
    await filled();
    const cache = await reopened();
    truncateSync(file, 20);
    expect(cache.get('a')).toBeUndefined();
    cache.set('d', '4', HOUR);
    await cache.flush();
    await cache.flush();
    expect((await reopened()).get('d')).toBe('4');
  });

  it('a folder that cannot be used is said once, and the cache works in memory', async () => {
    writeFileSync(join(parent, 'file'), '');
    const cache = open({ folder: join(parent, 'file', 'cache') });
    cache.set('a', '1', HOUR);
    await cache.flush();
    await cache.flush();
    expect(cache.get('a')).toBe('1');
    expect(cache.said).toEqual([expect.stringMatching(/^the cache .* is not usable: /)]);
  });
});

describe('several processes', () => {
  it('see what the others wrote once they write themselves', async () => {
    const one = await reopened();
    const two = await reopened();
    one.set('from-one', '1', HOUR);
    await one.flush();
    two.set('from-two', '2', HOUR);
    await two.flush();
    expect(two.get('from-one')).toBe('1');
    const three = await reopened();
    expect([three.get('from-one'), three.get('from-two')]).toEqual(['1', '2']);
  });

  it('outlive a clean-up by another one', async () => {
    await filled();
    const one = await reopened();
    const two = await reopened({ maxEntries: 2 });
    two.set('d', '4', HOUR);
    await two.flush();
    expect(one.get('b')).toBe('2');
    one.set('e', '5', HOUR);
    await one.flush();
    expect([one.get('d'), one.get('e'), (await reopened()).get('e')]).toEqual(['4', '5', '5']);
  });

  it('may end in the middle of a clean-up: what they left is removed', async () => {
    await filled();
    const abandoned = join(folder, 'evidence.cache.123-abc.tmp');
    writeFileSync(abandoned, 'half');
    const cache = await reopened();
    await cache.clear();
    expect(existsSync(abandoned)).toBe(false);
  });

  it('write at once without spoiling the file', async () => {
    const writer = new URL('./cache-writer.ts', import.meta.url).pathname;
    const writers = ['p', 'q', 'r'].map((name) => fork(writer, [folder, name], { stdio: 'inherit' }));
    const codes = await Promise.all(writers.map(async (child) => (await once(child, 'exit'))[0] as number));
    expect(codes).toEqual([0, 0, 0]);
    const cache = await reopened({ clock: Date });
    expect(cache.said).toEqual([]);
    const kept = ['p', 'q', 'r'].map((name) => {
      const found = Array.from({ length: 60 }, (_, i) => cache.get(`${name}${i}`));
      for (const [i, value] of found.entries()) {
        if (value !== undefined) expect(value).toBe(`${name}${i}`.repeat(500));
      }
      return found.filter((value) => value !== undefined).length;
    });
    // A clean-up in one process may cost another one a few entries, never all.
    for (const count of kept) expect(count).toBeGreaterThan(20);
  });
});

it('an entry that two processes began at once with a header each is no damage', async () => {
  await filled();
  appendFileSync(file, readFileSync(file));
  const cache = await reopened();
  expect([cache.get('c'), cache.said]).toEqual(['3', []]);
});
