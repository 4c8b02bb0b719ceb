import * as l10n from '@vscode/l10n';
import { predicateTypes } from '../../signature/predicate-types.ts';
import { keyFlag, signingFlags } from '../sign/flags.ts';
import type { Command } from './command.ts';

export const attest: Command = {
  name: 'attest',
  operands: 'IMAGE…',
  summary: () => l10n.t('Sign what a file says of images: provenance, an SBOM, a scan'),
  flags: [
    {
      name: 'predicate',
      value: 'FILE',
      describe: () => l10n.t('What is attested; - for standard input'),
    },
    {
      name: 'type',
      value: 'TYPE',
      describe: () => l10n.t('What that is: one of the types below, or a URI (default custom)'),
    },
    keyFlag,
    ...signingFlags,
  ],
  details: () =>
    l10n.t(
      'Types: {0}.\nWhat is attested is of the digest that a tag names when the command starts.\nExit codes: 0 every image is attested, 1 some are, 2 nothing was attested.',
      Object.keys(predicateTypes).join(', '),
    ),
  run: async (args, context) => (await import('../sign/run.ts')).runAttest(args, context),
};
