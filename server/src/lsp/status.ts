import type { StatusParams } from './protocol.ts';

/** Milliseconds between two notifications at least. */
const INTERVAL_MS = 100;

/** Tells the client how things are, at most ten times a second and only what is new. */
export class StatusReporter {
  readonly #read: () => StatusParams;
  readonly #send: (status: StatusParams) => void;
  #timer: NodeJS.Timeout | undefined;
  #lastSent = Number.NEGATIVE_INFINITY;
  #last = '';

  constructor(read: () => StatusParams, send: (status: StatusParams) => void) {
    this.#read = read;
    this.#send = send;
  }

  /** Something may have changed. */
  update(): void {
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#lastSent + INTERVAL_MS - performance.now());
    this.#timer = setTimeout(() => this.#report(), wait);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #report(): void {
    this.#timer = undefined;
    const status = this.#read();
    const text = JSON.stringify(status);
    if (text === this.#last) return;
    this.#last = text;
    this.#lastSent = performance.now();
    this.#send(status);
  }
}
