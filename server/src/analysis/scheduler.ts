import type { Priority } from '../registry/host-limiter.ts';
import type { Clock } from '../registry/ports.ts';
import type { EvidenceStore } from './evidence-store.ts';
import { type Lookup, lookupKey } from './lookup.ts';

/** Looks one reference up and puts what it learns into the store. Never rejects. */
export type LookUp = (lookup: Lookup, priority: Priority, signal: AbortSignal) => Promise<void>;

export interface SchedulerOptions {
  readonly store: EvidenceStore;
  readonly lookUp: LookUp;
  readonly clock: Clock;
  /** Milliseconds a reference must stand unchanged in its document before a host is asked about it. */
  readonly settleMs: number;
  /** Look-ups at once over all hosts; each host has a limit of its own. */
  readonly concurrency: number;
}

interface Want {
  readonly lookup: Lookup;
  priority: Priority;
  /** When it may be asked for, milliseconds since the epoch. */
  dueAt: number;
  readonly owners: Set<string>;
}

/**
 * Decides when which image is looked up: after a reference has settled (half-typed `ghcr.i` must not reach a host of
 * that name), once for all documents that hold it, what the user looks at first. Handlers never wait for it.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #wants = new Map<string, Want>();
  readonly #running = new Map<string, AbortController>();
  #cancelTimer: (() => void) | undefined;
  #idle: (() => void)[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  /** How many look-ups are due, waiting to settle or under way. */
  get pending(): number {
    return this.#wants.size + this.#running.size;
  }

  /**
   * Says what a document holds now; what it held before and no longer does is forgotten. `settled` references (a file
   * just opened or saved, a command) need not wait.
   */
  setWanted(owner: string, lookups: readonly Lookup[], priority: Priority, settled = false): void {
    const now = this.#options.clock.now();
    const current = new Set<string>();
    for (const lookup of lookups) {
      const key = lookupKey(lookup);
      current.add(key);
      if (this.#running.has(key) || !this.#options.store.isStale(lookup)) continue;
      const want = this.#wants.get(key);
      const dueAt = settled ? now : now + this.#options.settleMs;
      if (want) {
        want.owners.add(owner);
        want.dueAt = Math.min(want.dueAt, dueAt);
        want.priority = Math.min(want.priority, priority) as Priority;
      } else {
        this.#wants.set(key, { lookup, priority, dueAt, owners: new Set([owner]) });
      }
    }
    for (const [key, want] of this.#wants) {
      if (current.has(key)) continue;
      want.owners.delete(owner);
      if (want.owners.size === 0) this.#wants.delete(key);
    }
    this.#pump();
    this.#changed();
  }

  /** The document was closed. */
  forget(owner: string): void {
    this.setWanted(owner, [], 0 as Priority);
  }

  /** Stops everything under way; what is wanted stays wanted only if somebody says so again. */
  cancelAll(): void {
    this.#wants.clear();
    for (const controller of this.#running.values()) controller.abort();
    this.#changed();
  }

  /** Resolves when nothing is wanted and nothing is under way. */
  whenIdle(): Promise<void> {
    if (this.pending === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #pump(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const now = this.#options.clock.now();
    const due = [...this.#wants].filter(([, want]) => want.dueAt <= now);
    due.sort(([, a], [, b]) => a.priority - b.priority);
    for (const [key, want] of due) {
      if (this.#running.size >= this.#options.concurrency) return;
      this.#wants.delete(key);
      void this.#run(key, want);
    }
    let next = Number.POSITIVE_INFINITY;
    for (const want of this.#wants.values()) next = Math.min(next, want.dueAt);
    if (next < Number.POSITIVE_INFINITY) {
      this.#cancelTimer = this.#options.clock.after(Math.max(0, next - now), () => this.#pump());
    }
  }

  async #run(key: string, want: Want): Promise<void> {
    const controller = new AbortController();
    this.#running.set(key, controller);
    this.#options.store.setPending(want.lookup, true);
    try {
      await this.#options.lookUp(want.lookup, want.priority, controller.signal);
    } finally {
      this.#running.delete(key);
      this.#options.store.setPending(want.lookup, false);
      this.#pump();
      this.#changed();
    }
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
    if (this.pending > 0) return;
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }
}
