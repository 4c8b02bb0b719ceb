import * as l10n from '@vscode/l10n';
import { exitCode } from '../exit-code.ts';
import type { Command } from './command.ts';

export const version: Command = {
  name: 'version',
  operands: '',
  flags: [],
  summary: () => l10n.t('Show the version'),
  async run(_args, { stdout, version: current }) {
    stdout.write(`imageseal ${current}\n`);
    return exitCode.clean;
  },
};
