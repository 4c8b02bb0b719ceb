import { sha256 } from '../image/digest.ts';
import type { Endpoint } from './endpoint.ts';
import { RegistryError } from './fault.ts';
import type { FetchedManifest } from './fetched-manifest.ts';
import type { Clock } from './ports.ts';
import { isInterruption, type NewManifest, type Pusher } from './pusher.ts';
import { sleep } from './sleep.ts';
import type { LookUpOptions } from './transport.ts';

/** What is to be added to the manifest that a tag names. */
export interface Addition {
  isIn(current: FetchedManifest): boolean;
  /**
   * The manifest with it and with everything else as it was, and the blobs that must be there before.
   * @throws RegistryError of code `occupied` when the tag names something that nothing can be added to.
   */
  addTo(
    current: FetchedManifest | undefined,
  ): Promise<NewManifest & { readonly blobs?: readonly Uint8Array[] }>;
}

/** How many times a change may be lost to others. */
const maxRounds = 12;
const maxInterruptions = 3;
/** Where somebody writes all the time, what was there so often is taken for kept. */
const maxWaits = 20;
/** Milliseconds before the first new attempt; twice as long before each further one, up to the longest, less by chance. */
const firstWait = 500;
const longestWait = 5_000;
/** Milliseconds in which another's write that was under way must have arrived. */
const minSettling = 400;
const maxSettling = 4_000;

/**
 * Adds to what a tag names. Few registries obey `If-Match`, so of clients that read at the same time each writes what he
 * read and his own, and only the last is kept; what a later one builds on may be without ours even when ours was seen
 * there in between. Therefore: write, and wait until nobody has written for longer than reading and writing takes. By
 * then whoever had read before has written, and whoever reads now sees what is there. If ours is not, it is made again.
 */
export class TagUpdate {
  readonly #pusher: Pusher;
  readonly #clock: Clock;
  readonly #random: () => number;

  constructor(pusher: Pusher, clock: Clock, random: () => number) {
    this.#pusher = pusher;
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * Resolves to the digest of the manifest that the tag names when the addition is in it.
   * @throws RegistryError of code `conflict` when others overwrote it every time.
   */
  async add(endpoint: Endpoint, tag: string, addition: Addition, options: LookUpOptions): Promise<string> {
    let written = false;
    let interruptions = 0;
    // The digest for which the registry refused its own entity tag: it is not asked to compare again.
    let misread: string | undefined;
    for (let round = 0; round < maxRounds; round++) {
      if (round > 0) await sleep(this.#clock, this.#wait(round), options.signal);
      let readAt = this.#clock.now();
      const before = await this.#pusher.tagged(endpoint, tag, options);
      let last = before?.manifest.digest;
      if (before && addition.isIn(before.manifest)) {
        if (!written) return before.manifest.digest;
      } else {
        const { blobs = [], ...next } = await addition.addTo(before?.manifest);
        if (blobs.length > 0) {
          for (const blob of blobs) await this.#pusher.putBlob(endpoint, blob, options);
          // That took its time.
          readAt = this.#clock.now();
          if ((await this.#pusher.tagged(endpoint, tag, options))?.manifest.digest !== last) continue;
        }
        try {
          const ifMatch = last === misread ? undefined : before?.etag;
          if ((await this.#pusher.putTag(endpoint, tag, next, ifMatch, options)) === 'changed') {
            misread = last;
            continue;
          }
        } catch (error) {
          // What the tag names now will tell whether it was written.
          if (!isInterruption(error) || ++interruptions === maxInterruptions) throw error;
        }
        written = true;
        last = sha256(next.bytes);
      }
      const ms = settling(this.#clock.now() - readAt);
      const kept = await this.#settled(endpoint, tag, addition, last, ms, options);
      if (kept !== undefined) return kept;
    }
    const { registry: host, repository } = endpoint;
    throw new RegistryError({ code: 'conflict', host, repository, detail: `the tag ${tag}` });
  }

  /** The digest that the tag names when nobody has written for `ms`; `undefined` as soon as the addition is lost. */
  async #settled(
    endpoint: Endpoint,
    tag: string,
    addition: Addition,
    written: string | undefined,
    ms: number,
    options: LookUpOptions,
  ): Promise<string | undefined> {
    let last = written;
    for (let waits = 1; ; waits++) {
      await sleep(this.#clock, ms, options.signal);
      const now = await this.#pusher.tagged(endpoint, tag, options);
      if (!now || !addition.isIn(now.manifest)) return undefined;
      if (now.manifest.digest === last || waits === maxWaits) return now.manifest.digest;
      last = now.manifest.digest;
    }
  }

  #wait(round: number): number {
    return this.#random() * Math.min(longestWait, firstWait * 2 ** (round - 1));
  }
}

/** Others have about the same way to the registry: as long as reading and writing took here, and as long again. */
function settling(tookMs: number): number {
  return Math.min(maxSettling, Math.max(minSettling, 2 * tookMs));
}
