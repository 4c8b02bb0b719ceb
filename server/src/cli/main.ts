import * as l10n from '@vscode/l10n';
import type { Command } from './commands/command.ts';
import { commands } from './commands/index.ts';
import type { CliContext } from './context.ts';
import { CliError, exitCode, Interrupted, UsageError } from './exit-code.ts';
import { helpFlag, parseArguments } from './flags.ts';
import { commandHelp, findCommand, generalHelp } from './help-text.ts';
import { loadTranslations } from './locale.ts';
import { printable } from './printable.ts';

/** Runs `imageseal` with the arguments after the program's name. Never rejects; the result is the exit code. */
export async function main(args: readonly string[], context: CliContext): Promise<number> {
  loadTranslations(context);
  const [name, ...rest] = args;
  let command: Command | undefined;
  try {
    if (name === undefined) {
      context.stderr.write(generalHelp(commands));
      return exitCode.failed;
    }
    if (name === '--help' || name === '-h') return await findCommand('help', commands).run(none, context);
    if (name === '--version' || name === '-v')
      return await findCommand('version', commands).run(none, context);
    command = findCommand(name, commands);
    const parsed = parseArguments(rest, [...command.flags, helpFlag]);
    if (parsed.flags.has('help')) {
      context.stdout.write(commandHelp(command));
      return exitCode.clean;
    }
    return await command.run(parsed, context);
  } catch (error) {
    context.stderr.write(`imageseal: ${printable(explain(error, command))}\n`);
    return error instanceof Interrupted ? exitCode.interrupted : exitCode.failed;
  }
}

const none = { flags: new Map<string, string | boolean>(), repeated: [], operands: [] };

function explain(error: unknown, command: Command | undefined): string {
  if (error instanceof UsageError) {
    const help = command ? `imageseal ${command.name} --help` : 'imageseal --help';
    return `${error.message} ${l10n.t('See {0}.', help)}`;
  }
  if (error instanceof CliError) return error.message;
  return l10n.t(
    'Something went wrong inside ImageSeal: {0}',
    error instanceof Error ? (error.stack ?? '') : String(error),
  );
}
