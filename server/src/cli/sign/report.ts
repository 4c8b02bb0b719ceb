import type { CliContext } from '../context.ts';
import type { Paint } from '../style.ts';
import { paintFor } from '../style.ts';
import { signJson } from './json.ts';
import type { SignOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import type { Making } from './prepared.ts';
import { problemText, signedText } from './text.ts';

/** Says what became of each image: signatures on standard output, problems on standard error. */
export class Report {
  readonly #json: boolean;
  readonly #context: CliContext;
  readonly #attesting: boolean;
  readonly #paint: { readonly stdout: Paint; readonly stderr: Paint };
  readonly #outcomes: Outcome[] = [];

  constructor({ output, colour }: SignOptions, context: CliContext, attesting: boolean) {
    const { stdout, stderr, env } = context;
    this.#json = output === 'json';
    this.#context = context;
    this.#attesting = attesting;
    this.#paint = { stdout: paintFor(colour, stdout, env), stderr: paintFor(colour, stderr, env) };
  }

  get outcomes(): readonly Outcome[] {
    return this.#outcomes;
  }

  /** As soon as it is known: the next image may take a while. `making`: of what was signed. */
  add(outcome: Outcome, making?: Making): void {
    const { stdout, stderr } = this.#context;
    this.#outcomes.push(outcome);
    if (!this.#json && making) {
      const layout = { paint: this.#paint.stdout, columns: stdout.columns };
      stdout.write(signedText(outcome, this.#attesting, making, layout));
    }
    if (outcome.problem !== undefined) {
      stderr.write(problemText(outcome, { paint: this.#paint.stderr, columns: stderr.columns }));
    }
  }

  end(): void {
    if (this.#json) this.#context.stdout.write(signJson(this.#outcomes));
  }
}
