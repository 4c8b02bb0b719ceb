import type { Clock } from '../../server/src/registry/ports.ts';

/** A clock that stands still until somebody waits: then it jumps to the first timer, as soon as nothing else runs. */
export class JumpingClock implements Clock {
  #now: number;
  readonly #timers = new Set<{ at: number; callback: () => void }>();
  #jumping = false;

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.add(timer);
    this.#jump();
    return () => this.#timers.delete(timer);
  }

  #jump(): void {
    if (this.#jumping) return;
    this.#jumping = true;
    setTimeout(() => {
      this.#jumping = false;
      const [next] = [...this.#timers].sort((a, b) => a.at - b.at);
      if (!next) return;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      if (this.#timers.size > 0) this.#jump();
    }, 1);
  }
}
