import * as l10n from '@vscode/l10n';
import { keyFlag, notationFlags, signingFlags } from '../sign/flags.ts';
import type { Command } from './command.ts';

export const sign: Command = {
  name: 'sign',
  operands: 'IMAGE…',
  summary: () => l10n.t('Sign images, with a key or in your name, and verify the signatures'),
  flags: [
    keyFlag,
    {
      name: 'annotations',
      short: 'a',
      value: 'KEY=VALUE',
      repeatable: true,
      describe: () => l10n.t('Sign this along; of several, all'),
    },
    {
      name: 'recursive',
      short: 'r',
      describe: () => l10n.t('Sign every platform of a multi-platform image too'),
    },
    ...notationFlags,
    ...signingFlags,
  ],
  details: () =>
    l10n.t(
      'What is signed is the digest that a tag names when the command starts.\nExit codes: 0 every image is signed, 1 some are, 2 nothing was signed.',
    ),
  run: async (args, context) => (await import('../sign/run.ts')).runSign(args, context),
};
