/** Milliseconds that news are collected before they are told. */
const COALESCE_MS = 150;

/** Calls back once for many pieces of news, a moment after the first. */
export class Refresher {
  readonly #callback: () => void | Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #running = false;

  constructor(callback: () => void | Promise<void>) {
    this.#callback = callback;
  }

  /** There is something that nobody has been told yet. */
  get busy(): boolean {
    return this.#timer !== undefined || this.#running;
  }

  request(): void {
    this.#timer ??= setTimeout(() => void this.#run(), COALESCE_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    this.#running = true;
    try {
      await this.#callback();
    } finally {
      this.#running = false;
    }
  }
}
