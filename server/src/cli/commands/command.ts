import type { CliContext } from '../context.ts';
import type { Flag, ParsedArguments } from '../flags.ts';

/** One command of `imageseal`. */
export interface Command {
  readonly name: string;
  /** What may follow the name, for the help: `[paths…]`. */
  readonly operands: string;
  readonly flags: readonly Flag[];
  /** One line for the list of commands. */
  readonly summary: () => string;
  /** What the command's own help says below its flags. */
  readonly details?: () => string;
  /** @throws CliError when it could not be done. */
  run(args: ParsedArguments, context: CliContext): Promise<number>;
}
