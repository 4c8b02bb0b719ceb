import * as l10n from '@vscode/l10n';
import { colourFlag } from '../keys/flags.ts';
import type { Command } from './command.ts';

/** Sizes of RSA keys that the Notary Project signs with. */
const bits = ['2048', '3072', '4096'];

export const notationCert: Command = {
  name: 'notation-cert',
  operands: 'generate-test NAME',
  summary: () => l10n.t('Make a key and a certificate for tests, where notation keeps its own'),
  flags: [
    {
      name: 'bits',
      short: 'b',
      value: bits.join('|'),
      choices: bits,
      describe: () => l10n.t('Size of the RSA key (default 2048)'),
    },
    {
      name: 'trust',
      describe: () => l10n.t('Put the certificate into the trust store ca:NAME, too'),
    },
    {
      name: 'default',
      short: 'd',
      describe: () => l10n.t('Sign with this key unless another is named'),
    },
    colourFlag,
  ],
  details: () =>
    l10n.t(
      'For tests only: the key has no password, and nobody vouches for the certificate, which is valid for one day.\nNo file is overwritten. Exit codes: 0 written, 2 nothing was written.',
    ),
  run: async (args, context) => (await import('../keys/notation-cert.ts')).runNotationCert(args, context),
};
