import * as l10n from '@vscode/l10n';
import type { Command } from './command.ts';

export const pipeline: Command = {
  name: 'pipeline',
  operands: 'add-signing [FILE]',
  summary: () => l10n.t('Add the step that signs an image to the CI file that builds it'),
  flags: [
    {
      name: 'image',
      value: 'NAME',
      describe: () => l10n.t('The image to sign, such as ghcr.io/acme/app; needed where CI builds several'),
    },
    {
      name: 'diff',
      describe: () => l10n.t('Show what would be changed, and change nothing'),
    },
    {
      name: 'all',
      describe: () => l10n.t('Add the step to every build that matches'),
    },
    {
      name: 'format',
      value: 'bundle|legacy',
      choices: ['bundle', 'legacy'],
      describe: () =>
        l10n.t('The layout of the signatures: legacy for clusters that see no bundles (default bundle)'),
    },
    {
      name: 'key',
      value: 'KEY',
      describe: () => l10n.t('Sign with this key: env://NAME, awskms://…, azurekms://…, gcpkms://…, k8s://…'),
    },
    {
      name: 'tool',
      value: 'cosign|notation',
      choices: ['cosign', 'notation'],
      describe: () => l10n.t('Sign with this program (default cosign)'),
    },
  ],
  details: () =>
    l10n.t(
      'Without FILE the CI files below the working folder are searched: GitHub Actions, GitLab CI, Azure Pipelines, CircleCI, Jenkins, Tekton. Exit codes: 0 done, or nothing to do; 2 it could not be done.',
    ),
  run: async (args, context) => (await import('../pipeline/run.ts')).runPipeline(args, context),
};
