import { type Fault, RegistryError } from './fault.ts';
import type { Clock } from './ports.ts';

/** Whose request goes first; the lower number wins. */
export const priority = { hovered: 0, visible: 1, open: 2, scan: 3 } as const;

export type Priority = (typeof priority)[keyof typeof priority];

export interface HostLimiterOptions {
  readonly clock: Clock;
  /** Requests at once to one host. */
  readonly perHost: number;
  /** Milliseconds a queued request waits for a paused host; a longer pause ends it with the pause's fault. */
  readonly patience?: number;
  /** Between 0 and 1, for jitter. */
  readonly random?: () => number;
}

interface Waiting {
  readonly priority: Priority;
  readonly start: () => void;
  readonly fail: (fault: Fault) => void;
}

interface Host {
  running: number;
  readonly queue: Waiting[];
  pausedUntil: number;
  pauseFault: Fault | undefined;
  /** Back-offs in a row; 0 after a success. */
  failures: number;
  cancelTimer: (() => void) | undefined;
}

const firstBackOff = 1_000;
const maxBackOff = 64_000;
/** Hosts remembered; manifest text can name any number of them. */
const maxHosts = 1_000;

/**
 * Keeps every host at its limit of requests in flight, the most wanted first, and lets one that said "later" or that
 * fails rest, without holding up the others.
 */
export class HostLimiter {
  readonly #hosts = new Map<string, Host>();
  readonly #clock: Clock;
  readonly #perHost: number;
  readonly #patience: number;
  readonly #random: () => number;

  constructor(options: HostLimiterOptions) {
    this.#clock = options.clock;
    this.#perHost = options.perHost;
    this.#patience = options.patience ?? 5_000;
    this.#random = options.random ?? Math.random;
  }

  /**
   * Runs `task` when a place is free.
   * @throws RegistryError when the host rests for longer than anybody should wait, or the signal is aborted.
   */
  async run<T>(
    host: string,
    wanted: Priority,
    signal: AbortSignal | undefined,
    task: () => Promise<T>,
  ): Promise<T> {
    const state = this.#host(host);
    await this.#place(host, state, wanted, signal);
    try {
      return await task();
    } finally {
      state.running--;
      this.#pump(state);
    }
  }

  /** The host asked for silence until `until` (Retry-After). */
  pause(host: string, until: number, fault: Fault): void {
    const state = this.#host(host);
    if (until <= state.pausedUntil) return;
    state.pausedUntil = until;
    state.pauseFault = { ...fault, retryAt: until };
    this.#pump(state);
  }

  /**
   * A request that began at `startedAt` failed: the host rests 1 s, twice as long after each further failure, up to
   * 64 s, less up to half by chance. Failures of requests that were already under way count once.
   */
  failed(host: string, startedAt: number, fault: Fault): void {
    const state = this.#host(host);
    if (startedAt < state.pausedUntil) return;
    const full = Math.min(maxBackOff, firstBackOff * 2 ** state.failures);
    state.failures = Math.min(state.failures + 1, 10);
    this.pause(host, this.#clock.now() + full * (1 - this.#random() / 2), fault);
  }

  succeeded(host: string): void {
    this.#host(host).failures = 0;
  }

  #place(host: string, state: Host, wanted: Priority, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        const index = state.queue.indexOf(waiting);
        if (index !== -1) state.queue.splice(index, 1);
        if (state.queue.length === 0) this.#cancelTimer(state);
        reject(new RegistryError({ code: 'aborted', host }));
      };
      const waiting: Waiting = {
        priority: wanted,
        start: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
        fail: (fault) => {
          signal?.removeEventListener('abort', abort);
          reject(new RegistryError(fault));
        },
      };
      if (signal?.aborted) {
        abort();
        return;
      }
      signal?.addEventListener('abort', abort, { once: true });
      // From the end: most are wanted as much as those before them.
      const before = state.queue.findLastIndex((other) => other.priority <= wanted);
      state.queue.splice(before + 1, 0, waiting);
      this.#pump(state);
    });
  }

  #pump(state: Host): void {
    if (state.queue.length === 0) return;
    const rest = state.pausedUntil - this.#clock.now();
    if (rest > this.#patience && state.pauseFault) {
      for (const waiting of state.queue.splice(0)) waiting.fail(state.pauseFault);
      return;
    }
    this.#cancelTimer(state);
    if (rest > 0) {
      state.cancelTimer = this.#clock.after(rest, () => {
        state.cancelTimer = undefined;
        this.#pump(state);
      });
      return;
    }
    while (state.running < this.#perHost) {
      const next = state.queue.shift();
      if (!next) return;
      state.running++;
      next.start();
    }
  }

  #cancelTimer(state: Host): void {
    state.cancelTimer?.();
    state.cancelTimer = undefined;
  }

  #host(name: string): Host {
    let state = this.#hosts.get(name);
    if (!state) {
      if (this.#hosts.size >= maxHosts) this.#forgetIdle();
      state = {
        running: 0,
        queue: [],
        pausedUntil: 0,
        pauseFault: undefined,
        failures: 0,
        cancelTimer: undefined,
      };
      this.#hosts.set(name, state);
    }
    return state;
  }

  #forgetIdle(): void {
    const now = this.#clock.now();
    for (const [name, { running, queue, pausedUntil }] of this.#hosts) {
      if (running === 0 && queue.length === 0 && pausedUntil <= now) this.#hosts.delete(name);
    }
  }
}
