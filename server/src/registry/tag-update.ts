import type { Endpoint } from './endpoint.ts';
import { RegistryError } from './fault.ts';
import type { FetchedManifest } from './fetched-manifest.ts';
import type { Clock } from './ports.ts';
import { isInterruption, type NewManifest, type Pusher, type Tagged } from './pusher.ts';
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
/** Milliseconds before the first new attempt; twice as long before each further one, up to the longest, less by chance. */
const firstWait = 500;
const longestWait = 5_000;
/** Milliseconds in which another's write that was under way must have arrived. */
const minSettling = 400;
const maxSettling = 4_000;

/**
 * Adds to what a tag names. Few registries obey `If-Match`, so two clients that read at the same time each write what
 * they read and their own, and the one who wrote first is lost. Therefore: write, wait until whoever read before has
 * written too, read again, and if the addition is lost make it again. That saves ours; theirs is saved by the same.
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
      if (before && addition.isIn(before.manifest)) {
        if (!written) return before.manifest.digest;
      } else {
        const { blobs = [], ...next } = await addition.addTo(before?.manifest);
        if (blobs.length > 0) {
          for (const blob of blobs) await this.#pusher.putBlob(endpoint, blob, options);
          // That took its time.
          readAt = this.#clock.now();
          if (!same(await this.#pusher.tagged(endpoint, tag, options), before)) continue;
        }
        const ifMatch = before?.manifest.digest === misread ? undefined : before?.etag;
        try {
          const outcome = await this.#pusher.putTag(endpoint, tag, next, ifMatch, options);
          if (outcome === 'changed') {
            misread = before?.manifest.digest;
            continue;
          }
          written = true;
        } catch (error) {
          if (!isInterruption(error) || ++interruptions === maxInterruptions) throw error;
          // What the tag names now will tell.
          written = true;
          continue;
        }
      }
      await sleep(this.#clock, settling(this.#clock.now() - readAt), options.signal);
      const after = await this.#pusher.tagged(endpoint, tag, options);
      if (after && addition.isIn(after.manifest)) return after.manifest.digest;
    }
    const { registry: host, repository } = endpoint;
    throw new RegistryError({ code: 'conflict', host, repository, detail: `the tag ${tag}` });
  }

  #wait(round: number): number {
    return this.#random() * Math.min(longestWait, firstWait * 2 ** (round - 1));
  }
}

/** Others have the same way to the registry: as long as reading and writing took here, several times over. */
function settling(tookMs: number): number {
  return Math.min(maxSettling, Math.max(minSettling, 4 * tookMs));
}

function same(one: Tagged | undefined, other: Tagged | undefined): boolean {
  return one?.manifest.digest === other?.manifest.digest;
}
