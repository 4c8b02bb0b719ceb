import type { Output } from '../context.ts';

const FIRST_MS = 400;
const EVERY_MS = 100;

/** One line on a terminal's standard error that is written over and over, and gone before anything else is printed. */
export class Progress {
  readonly #output: Output;
  readonly #now: () => number;
  #due: number;
  #shown = false;

  constructor(output: Output, now: () => number = () => performance.now()) {
    this.#output = output;
    this.#now = now;
    this.#due = now() + FIRST_MS;
  }

  /** Cheap unless it is time to show something: short runs never do. */
  update(text: () => string): void {
    if (!this.#output.isTerminal) return;
    const now = this.#now();
    if (now < this.#due) return;
    this.#due = now + EVERY_MS;
    const line = text().slice(0, (this.#output.columns ?? 80) - 1);
    this.#output.write(`\r\u001b[K${line}`);
    this.#shown = true;
  }

  clear(): void {
    if (!this.#shown) return;
    this.#output.write('\r\u001b[K');
    this.#shown = false;
  }
}
