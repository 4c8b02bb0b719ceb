import * as l10n from '@vscode/l10n';
import { exitCode } from '../exit-code.ts';
import { commandHelp, findCommand, generalHelp } from '../help-text.ts';
import type { Command } from './command.ts';

/** `imageseal help`, which tells of the commands of the table it stands in. */
export function helpFor(commands: () => readonly Command[]): Command {
  return {
    name: 'help',
    operands: '[command]',
    flags: [],
    summary: () => l10n.t('Show help, of a command too'),
    async run({ operands }, { stdout }) {
      const [name] = operands;
      stdout.write(name === undefined ? generalHelp(commands()) : commandHelp(findCommand(name, commands())));
      return exitCode.clean;
    },
  };
}
