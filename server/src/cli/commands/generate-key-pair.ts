import * as l10n from '@vscode/l10n';
import { keyTypes } from '../../signature/cosign/keys/private-key.ts';
import { colourFlag, gitignoreFlag } from '../keys/flags.ts';
import type { Command } from './command.ts';

export const generateKeyPair: Command = {
  name: 'generate-key-pair',
  operands: '',
  summary: () => l10n.t('Make a key pair to sign with: cosign.key, encrypted, and cosign.pub'),
  flags: [
    {
      name: 'output-key-prefix',
      value: 'PREFIX',
      describe: () => l10n.t('Write PREFIX.key and PREFIX.pub (default cosign)'),
    },
    {
      name: 'type',
      value: 'TYPE',
      choices: keyTypes,
      describe: () => l10n.t('Kind of key (default {0})', keyTypes[0]),
    },
    gitignoreFlag,
    colourFlag,
  ],
  details: () =>
    l10n.t(
      'Types: {0}.\nThe password comes from COSIGN_PASSWORD, else from the terminal, else from standard input. No file is overwritten.\nExit codes: 0 written, 2 nothing was written.',
      keyTypes.join(', '),
    ),
  run: async (args, context) => (await import('../keys/generate.ts')).runGenerate(args, context),
};
