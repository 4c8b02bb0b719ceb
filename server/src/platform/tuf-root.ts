import { sha256 } from '../image/digest.ts';
import type { Clock, HttpClient, Logger } from '../registry/ports.ts';
import { describeDetail } from '../signature/detail.ts';
import type { TrustedRoot } from '../signature/verification.ts';
import { loadVerifier } from '../trust/load-verifier.ts';
import { loadTuf } from './load-tuf.ts';
import type { TufFailure, TufInstance, TufRecord } from './tuf/instance.ts';
import { TufFile, type TufState } from './tuf-file.ts';
import { describeTufFailure } from './tuf-problem.ts';

export interface TufRootOptions {
  readonly http: HttpClient;
  readonly folder: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly online: () => boolean;
  readonly instances?: readonly TufInstance[];
}

/** The reason with which a refresh is aborted that nobody wants any more. */
export const givenUp = 'given up';

const dayMs = 24 * 60 * 60 * 1000;

/** A record that was verified, and the trusted root in it. */
interface Accepted {
  readonly record: TufRecord;
  readonly root: TrustedRoot;
}

/** The trusted root of one instance: built in, or a newer one that came over TUF. */
export class TufRoot {
  readonly #options: TufRootOptions;
  readonly #embedded: { readonly root: TrustedRoot; readonly at: number };
  readonly #file: TufFile | undefined;
  #asked = Number.NEGATIVE_INFINITY;
  #failure: TufFailure | undefined;
  #accepted: Accepted | undefined;

  constructor(options: TufRootOptions, embedded: { readonly root: TrustedRoot; readonly at: number }) {
    this.#options = options;
    this.#embedded = embedded;
    const { folder } = options;
    this.#file = folder === undefined ? undefined : new TufFile(folder, embedded.root.name);
  }

  get source(): 'embedded' | 'tuf' {
    return this.#newer ? 'tuf' : 'embedded';
  }

  get root(): TrustedRoot {
    return this.#newer?.root ?? this.#embedded.root;
  }

  /** Milliseconds since the epoch: when it was taken over or last confirmed. */
  get at(): number {
    return Math.min(this.#newer?.record.at ?? this.#embedded.at, this.#now);
  }

  /** One sentence: why it is not newer. */
  get problem(): string | undefined {
    return this.#failure && describeTufFailure(this.#failure, this.at, this.#now);
  }

  /** A clock that was wrong must not keep the repository from being asked. */
  get isDue(): boolean {
    return this.#now - this.#asked >= dayMs || this.#asked > this.#now;
  }

  /** Takes over what an earlier run or another process left behind, as far as it holds. */
  async restore(): Promise<void> {
    const state = await this.#attempt(() => this.#file?.read());
    if (!state || state.asked <= this.#asked) return;
    this.#asked = state.asked;
    this.#failure = state.failure;
    if (!state.record) return;
    const accepted = await this.#accept(state.record);
    if ('root' in accepted) this.#accepted = accepted;
    else this.#options.logger.warn(`a trusted root kept from earlier is not used: ${accepted.detail}`);
  }

  /** Asks the repository, unless another process has just done so. Never rejects. */
  async refresh(signal: AbortSignal): Promise<void> {
    await this.restore();
    const instance = await this.#instance();
    if (!this.isDue || !instance) return;
    const { http, online, logger } = this.#options;
    const { refresh } = await loadTuf();
    const previous = this.#accepted?.record;
    const request = { instance, http, signal, now: this.#now };
    const answer = await refresh({ ...request, ...(previous && { previous }) });
    const outcome = 'kind' in answer ? answer : await this.#accept(answer);
    if (signal.reason === givenUp || ('kind' in outcome && !online())) return;
    this.#asked = this.#now;
    if ('root' in outcome) {
      this.#accepted = outcome;
      this.#failure = undefined;
      logger.info(`the trusted root "${instance.name}" is confirmed by ${instance.url}`);
    } else {
      this.#failure = outcome;
      logger.warn(this.problem ?? '');
    }
    await this.#attempt(() => this.#file?.write(this.#state()));
  }

  /** Forgets everything but what is built in. */
  async clear(): Promise<void> {
    this.#asked = Number.NEGATIVE_INFINITY;
    this.#failure = undefined;
    this.#accepted = undefined;
    await this.#attempt(() => this.#file?.remove());
  }

  get #now(): number {
    return this.#options.clock.now();
  }

  /** A newer version of ImageSeal may know more than what was fetched long ago. */
  get #newer(): Accepted | undefined {
    return this.#accepted && this.#accepted.record.at > this.#embedded.at ? this.#accepted : undefined;
  }

  #state(): TufState {
    const { record } = this.#accepted ?? {};
    return {
      asked: this.#asked,
      ...(this.#failure && { failure: this.#failure }),
      ...(record && { record }),
    };
  }

  async #instance(): Promise<TufInstance | undefined> {
    const instances = this.#options.instances ?? (await loadTuf()).instances;
    return instances.find(({ name }) => name === this.#embedded.root.name);
  }

  /** Verifies a record, and that its trusted root is one that signatures can be held against. */
  async #accept(record: TufRecord): Promise<Accepted | TufFailure> {
    const instance = await this.#instance();
    const host = instance ? new URL(instance.url).host : '';
    const { holds } = await loadTuf();
    if (!instance || !(await holds(instance, record))) {
      return { kind: 'refused', host, detail: 'it was not signed by this instance' };
    }
    const { problemOfRoot } = await loadVerifier();
    const root = rootOf(instance.name, record.target);
    const problem = problemOfRoot(root);
    if (!problem) return { record, root };
    return { kind: 'unusable', host, detail: describeDetail(problem).replace(/\.$/, '') };
  }

  async #attempt<T>(work: () => Promise<T> | undefined): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#options.logger.warn(`trusted roots are not kept: ${(error as Error).message}`);
      return undefined;
    }
  }
}

/** Written as the one that is built in is, so that the same root has the same digest. */
function rootOf(name: string, target: string): TrustedRoot {
  let text = target;
  try {
    text = JSON.stringify(JSON.parse(target));
  } catch {
    // That it is no JSON is found out by who reads it.
  }
  return { name, text, digest: sha256(Buffer.from(text)) };
}
