import { noCache } from '../analysis/cache.ts';
import type { EvidenceStore } from '../analysis/evidence-store.ts';
import { type Lookup, lookupKey } from '../analysis/lookup.ts';
import { createConsoleLogger } from '../platform/console-logger.ts';
import { createDiskCache } from '../platform/disk-cache.ts';
import { createDockerCredentials } from '../platform/docker-credentials.ts';
import { createEngine, type Engine } from '../platform/engine.ts';
import { createNodeHttp } from '../platform/node-http.ts';
import { cacheDirectory } from '../platform/paths.ts';
import { systemClock } from '../platform/system-clock.ts';
import { createTufTrustedRoots, type TufTrustedRoots } from '../platform/tuf-trusted-roots.ts';
import { priority } from '../registry/host-limiter.ts';

export interface OnlineOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** Requests at once to one registry. */
  readonly concurrency: number;
  /** Whether what earlier runs learnt is used, and what this one learns is kept. */
  readonly cache: boolean;
  /**
   * Whether newer roots of the public Sigstore instances may be asked for, and what certificates were revoked; no connection
   * but to registries otherwise.
   */
  readonly askServices: boolean;
  /** Where warnings go. */
  readonly warn: { write(text: string): unknown };
}

/** The registries, asked with Node's own connections. This module is loaded only when there is something to ask. */
export class Online {
  readonly #engine: Engine;
  readonly #roots: TufTrustedRoots;

  private constructor(engine: Engine, roots: TufTrustedRoots) {
    this.#engine = engine;
    this.#roots = roots;
  }

  static async open(options: OnlineOptions): Promise<Online> {
    const { env, version, concurrency, cache: keep, askServices, warn } = options;
    const logger = createConsoleLogger({ stream: warn });
    const folder = cacheDirectory();
    const cache = keep ? createDiskCache({ folder, logger }) : noCache;
    await cache.load();
    const http = createNodeHttp({ userAgent: `imageseal/${version}`, env, logger });
    const online = () => askServices;
    const roots = createTufTrustedRoots({ http, folder, clock: systemClock, logger, online });
    return new Online(
      createEngine({
        http,
        roots,
        credentials: createDockerCredentials({ env, logger }),
        clock: systemClock,
        logger,
        cache,
        mode: 'online',
        responders: askServices,
        perHost: concurrency,
        settleMs: 0,
        // What was asked for first is reported last.
        maxEntries: Number.POSITIVE_INFINITY,
      }),
      roots,
    );
  }

  get store(): EvidenceStore {
    return this.#engine.store;
  }

  /** Resolves when everything is known, or known to be unknown. */
  async lookUp(wanted: readonly Lookup[], onProgress: (done: number, total: number) => void): Promise<void> {
    const lookups = [...new Map(wanted.map((lookup) => [lookupKey(lookup), lookup])).values()];
    let newerRoots = false;
    const stop = this.#roots.onChange(() => {
      newerRoots = true;
    });
    await this.#lookUp(lookups, onProgress);
    await this.#roots.settled();
    stop();
    // Every signature is judged again, from memory.
    if (newerRoots) await this.#lookUp(lookups, onProgress);
  }

  #lookUp(lookups: readonly Lookup[], onProgress: (done: number, total: number) => void): Promise<void> {
    const { scheduler } = this.#engine;
    let next = 0;
    let feeding = false;
    return new Promise((resolve) => {
      const feed = () => {
        if (feeding) return;
        feeding = true;
        // The scheduler sorts what waits at every step, so it is given only as much as keeps it busy.
        while (next < lookups.length && scheduler.pending < MAX_WAITING) {
          scheduler.setWanted(String(next), [lookups[next]!], priority.scan, true);
          next += 1;
        }
        feeding = false;
        onProgress(next - scheduler.pending, lookups.length);
        if (next < lookups.length || scheduler.pending > 0) return;
        stop();
        resolve();
      };
      const stop = scheduler.onChange(feed);
      feed();
    });
  }

  cancel(): void {
    this.#roots.stop();
    this.#engine.scheduler.cancelAll();
  }

  close(): Promise<void> {
    this.#roots.stop();
    return this.#engine.flush();
  }
}

const MAX_WAITING = 256;
