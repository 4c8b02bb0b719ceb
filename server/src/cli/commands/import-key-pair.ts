import * as l10n from '@vscode/l10n';
import { colourFlag, gitignoreFlag } from '../keys/flags.ts';
import type { Command } from './command.ts';

export const importKeyPair: Command = {
  name: 'import-key-pair',
  operands: '',
  summary: () => l10n.t('Turn a private key of your own (PEM) into a key pair to sign with'),
  flags: [
    {
      name: 'key',
      short: 'k',
      value: 'FILE',
      describe: () => l10n.t('The private key: PKCS #8, or SEC 1 or PKCS #1 as OpenSSL writes them'),
    },
    {
      name: 'output-key-prefix',
      short: 'o',
      value: 'PREFIX',
      describe: () => l10n.t('Write PREFIX.key and PREFIX.pub (default import-cosign)'),
    },
    gitignoreFlag,
    colourFlag,
    // Cosign's, which overwrites then; here nothing is.
    { name: 'yes', short: 'y', hidden: true, describe: () => '' },
  ],
  details: () =>
    l10n.t(
      'The password comes from COSIGN_PASSWORD, else from the terminal, else from standard input. No file is overwritten.\nExit codes: 0 written, 2 nothing was written.',
    ),
  run: async (args, context) => (await import('../keys/import.ts')).runImport(args, context),
};
