import type { Cache } from '../analysis/cache.ts';
import type { Clock, Logger } from '../registry/ports.ts';
import { type EntryPosition, encodeLine } from './cache-file.ts';
import { CacheStore } from './cache-store.ts';
import { systemClock } from './system-clock.ts';

export interface DiskCacheOptions {
  /** Made with mode 0700 when it is not there. Several processes may share it. */
  readonly folder: string;
  readonly logger?: Logger;
  readonly clock?: Pick<Clock, 'now'>;
  /** Default 100 MB. */
  readonly maxBytes?: number;
  /** Default 20,000. */
  readonly maxEntries?: number;
  /** Milliseconds after a `set` at which it is written at the latest (default 5,000). */
  readonly flushAfterMs?: number;
}

/** A key that is longer than this is not kept. */
const MAX_KEY = 1024;
/** After a clean-up so much of the limits is in use, so that the next one is not due at once. */
const KEEP = 0.75;
/** When so many values wait, they are written at once. */
const MAX_PENDING = 500;
/** Where nothing can be written, more than these are dropped. */
const MAX_WAITING = 5_000;
/** A file below this size is not worth a clean-up. */
const WORTH_CLEANING = 1024 * 1024;

interface Pending {
  readonly value: string;
  readonly expires: number;
}

/** A `Cache` in one file; only positions stay in memory, values are read when asked for. */
export function createDiskCache(options: DiskCacheOptions): Cache {
  return new DiskCache(options);
}

class DiskCache implements Cache {
  private readonly store: CacheStore;
  private readonly logger: Logger | undefined;
  private readonly now: () => number;
  private readonly maxBytes: number;
  private readonly maxEntries: number;
  private readonly flushAfterMs: number;
  /** The least recently used first. */
  private positions = new Map<string, EntryPosition>();
  private readonly pending = new Map<string, Pending>();
  private damaged = false;
  private loading: Promise<void> | undefined;
  /** File work is done one after the other. */
  private queue: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  /** The timer is due at once. */
  private hurried = false;
  /** The last warning; it is not repeated. */
  private complaint: string | undefined;

  constructor(options: DiskCacheOptions) {
    this.maxBytes = options.maxBytes ?? 100 * 1024 * 1024;
    this.maxEntries = options.maxEntries ?? 20_000;
    this.flushAfterMs = options.flushAfterMs ?? 5_000;
    this.store = new CacheStore(options.folder, this.maxBytes);
    this.logger = options.logger;
    this.now = (options.clock ?? systemClock).now;
  }

  load(): Promise<void> {
    this.loading ??= this.enqueue(() => this.look());
    return this.loading;
  }

  get(key: string): string | undefined {
    const waiting = this.pending.get(key);
    if (waiting !== undefined) return waiting.expires > this.now() ? waiting.value : undefined;
    const position = this.positions.get(key);
    if (position === undefined) return undefined;
    this.positions.delete(key);
    const value = position.expires > this.now() ? this.store.read(position) : undefined;
    if (value !== undefined) this.positions.set(key, position);
    return value;
  }

  set(key: string, value: string, ttlMs: number): void {
    if (key.length > MAX_KEY || value.length > this.maxBytes / 10) return;
    this.pending.set(key, { value, expires: Math.round(this.now() + ttlMs) });
    if (this.pending.size > MAX_WAITING) this.pending.delete(this.pending.keys().next().value!);
    this.schedule(this.pending.size >= MAX_PENDING ? 0 : this.flushAfterMs);
  }

  async flush(): Promise<void> {
    if (this.pending.size > 0 || this.damaged) {
      await this.load();
      await this.enqueue(() => this.write());
    }
    await this.queue;
  }

  async clear(): Promise<void> {
    await this.enqueue(async () => {
      this.positions.clear();
      this.pending.clear();
      this.damaged = false;
      await this.store.remove();
    });
  }

  private schedule(ms: number): void {
    if (this.timer !== undefined && ms > 0) return;
    if (this.hurried) return;
    this.hurried = ms === 0;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      void this.flush().finally(() => {
        this.timer = undefined;
        this.hurried = false;
      });
    }, ms);
    this.timer.unref();
  }

  private enqueue(work: () => Promise<void>): Promise<void> {
    const done = this.queue.then(work).catch((error: Error) => {
      const message = `the cache ${this.store.path} is not usable: ${error.message}`;
      if (message !== this.complaint) this.logger?.warn(message);
      this.complaint = message;
    });
    this.queue = done;
    return done;
  }

  /** Takes over what is in the file and was not seen yet. */
  private async look(): Promise<void> {
    const { replaced, entries, damaged } = await this.store.scan();
    if (replaced) this.positions.clear();
    for (const entry of entries) {
      this.positions.delete(entry.key);
      this.positions.set(entry.key, entry);
    }
    if (damaged === 0 || this.damaged) return;
    this.damaged = true;
    this.logger?.info(`the cache ${this.store.path} was damaged; what cannot be read is discarded`);
  }

  private async write(): Promise<void> {
    const fresh = [...this.pending];
    if (fresh.length === 0 && !this.damaged) return;
    if (fresh.length > 0 && !this.damaged) {
      await this.store.append(fresh.map(([key, { value, expires }]) => encodeLine(key, expires, value)));
      await this.look();
    }
    if (this.damaged || this.needsCleaning()) await this.rebuild();
    for (const [key, entry] of fresh) {
      // Another process may have replaced the file in that moment: what is not in it is written again next time.
      const written = this.positions.get(key)?.expires === entry.expires;
      if (written && this.pending.get(key) === entry) this.pending.delete(key);
    }
  }

  private needsCleaning(): boolean {
    const { size } = this.store;
    if (this.positions.size > this.maxEntries || size > this.maxBytes) return true;
    if (size < WORTH_CLEANING) return false;
    let live = 0;
    for (const { expires, length } of this.positions.values()) if (expires > this.now()) live += length;
    return live < size / 2;
  }

  /** Writes the file anew with what is worth keeping. */
  private async rebuild(): Promise<void> {
    await this.look();
    await this.store.replace(this.survivors());
    this.damaged = false;
    await this.look();
  }

  /** The lines of the most recently used entries that fit, in the order of their use. */
  private *survivors(): Generator<string> {
    const kept: EntryPosition[] = [];
    let bytes = 0;
    for (const position of [...this.positions.values()].reverse()) {
      if (position.expires <= this.now() || this.pending.has(position.key)) continue;
      bytes += position.length + 1;
      if (bytes > this.maxBytes * KEEP || kept.length >= this.maxEntries * KEEP) break;
      kept.push(position);
    }
    for (const position of kept.reverse()) {
      const value = this.store.read(position);
      if (value !== undefined) yield encodeLine(position.key, position.expires, value);
    }
    for (const [key, { value, expires }] of this.pending) yield encodeLine(key, expires, value);
  }
}
