/** A server that ends by itself is started again, but not for ever: four times within three minutes, then no more. */
export class RestartPolicy {
  readonly #now: () => number;
  #ends: number[] = [];

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Notes that the server ended, and says whether to start it again. */
  shouldRestart(): boolean {
    const now = this.#now();
    this.#ends = this.#ends.filter((end) => now - end < windowMs);
    this.#ends.push(now);
    return this.#ends.length <= maxRestarts;
  }

  /** A person asked for a restart: earlier ends are forgiven. */
  reset(): void {
    this.#ends = [];
  }
}

const maxRestarts = 4;
const windowMs = 3 * 60 * 1000;
