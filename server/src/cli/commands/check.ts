import * as l10n from '@vscode/l10n';
import { severities } from '../../configuration/rule-ids.ts';
import { formats } from '../formats/names.ts';
import type { Command } from './command.ts';

export const check: Command = {
  name: 'check',
  operands: '[paths…|-]',
  summary: () => l10n.t('Check the images of manifests: files, folders (default .) or - for standard input'),
  flags: [
    {
      name: 'format',
      value: formats.join('|'),
      choices: formats,
      describe: () => l10n.t('How to report (default text)'),
    },
    {
      name: 'severity',
      value: 'LEVEL',
      choices: severities.filter((severity) => severity !== 'off'),
      describe: () => l10n.t('Fail at findings of this severity and above (default warning)'),
    },
    {
      name: 'fail-on-unknown',
      describe: () => l10n.t('Fail when an image could not be looked up'),
    },
    {
      name: 'offline',
      describe: () => l10n.t('Make no connection; only what the text says is checked'),
    },
    {
      name: 'fix',
      describe: () => l10n.t('Pin images to their digests, in the files'),
    },
    {
      name: 'diff',
      describe: () => l10n.t('Show what --fix would change, and change nothing'),
    },
    {
      name: 'config',
      value: 'FILE',
      describe: () => l10n.t('Use this configuration instead of the nearest .imageseal.yaml'),
    },
    {
      name: 'stdin-filename',
      value: 'NAME',
      describe: () => l10n.t('What standard input is called: picks its configuration and kind'),
    },
    {
      name: 'concurrency',
      value: 'N',
      describe: () => l10n.t('Requests at once to one registry, 1 to 64 (default 16)'),
    },
    {
      name: 'cache',
      negatable: true,
      describe: () => l10n.t('Use what earlier runs learnt (default: yes)'),
    },
    {
      name: 'color',
      negatable: true,
      describe: () => l10n.t('Colours (default: on a terminal)'),
    },
  ],
  details: () =>
    l10n.t('Exit codes: 0 nothing found, 1 a finding (or, asked for, an unknown), 2 it could not be done.'),
  // Everything else starts faster without the engine.
  run: async (args, context) => (await import('../check/run.ts')).runCheck(args, context),
};
