import * as l10n from '@vscode/l10n';
import { outputs } from '../verify/outputs.ts';
import type { Command } from './command.ts';

/** The trust flags have the names and the meaning that cosign and notation give them; docs/cli.md lists the differences. */
export const verify: Command = {
  name: 'verify',
  operands: 'IMAGE…',
  summary: () => l10n.t('Verify the signatures of images and say whether you trust who made them'),
  flags: [
    {
      name: 'key',
      value: 'FILE',
      repeatable: true,
      describe: () => l10n.t('Trust this public key; of several, any will do'),
    },
    {
      name: 'certificate-identity',
      value: 'NAME',
      repeatable: true,
      describe: () =>
        l10n.t('Trust this signer (e-mail address, workflow); the n-th goes with the n-th issuer'),
    },
    {
      name: 'certificate-identity-regexp',
      value: 'REGEXP',
      repeatable: true,
      describe: () => l10n.t('The same by RE2 expression, which may match anywhere'),
    },
    {
      name: 'certificate-oidc-issuer',
      value: 'URL',
      repeatable: true,
      describe: () => l10n.t('Who vouched for the signer'),
    },
    {
      name: 'certificate-oidc-issuer-regexp',
      value: 'REGEXP',
      repeatable: true,
      describe: () => l10n.t('The same by RE2 expression, which may match anywhere'),
    },
    {
      name: 'annotations',
      short: 'a',
      value: 'KEY=VALUE',
      repeatable: true,
      describe: () => l10n.t('Ask for this annotation in Cosign signatures; of several, for all'),
    },
    {
      name: 'trusted-root',
      value: 'FILE',
      describe: () => l10n.t('Verify under this Sigstore instance instead of the public ones'),
    },
    {
      name: 'insecure-ignore-tlog',
      describe: () => l10n.t('Ask for no entry in a transparency log'),
    },
    {
      name: 'use-signed-timestamps',
      describe: () => l10n.t('Ask for a time from a timestamp authority'),
    },
    {
      name: 'trust-policy',
      value: 'FILE',
      describe: () => l10n.t('Judge Notary Project signatures by this trust policy'),
    },
    {
      name: 'trust-store',
      value: 'DIR',
      describe: () => l10n.t('The trust stores that it names: the folder that holds x509'),
    },
    {
      name: 'user-metadata',
      short: 'm',
      value: 'KEY=VALUE',
      repeatable: true,
      describe: () => l10n.t('Ask for this metadata in Notary Project signatures; of several, for all'),
    },
    {
      name: 'offline',
      describe: () => l10n.t('Make no connection but to the registries of the images'),
    },
    {
      name: 'output',
      short: 'o',
      value: outputs.join('|'),
      choices: outputs,
      describe: () => l10n.t('How to report (default text)'),
    },
    {
      name: 'config',
      value: 'FILE',
      describe: () => l10n.t('Use this configuration instead of the nearest .imageseal.yaml'),
    },
    {
      name: 'concurrency',
      value: 'N',
      describe: () => l10n.t('Requests at once to one registry, 1 to 64 (default 16)'),
    },
    {
      name: 'color',
      negatable: true,
      describe: () => l10n.t('Colours (default: on a terminal)'),
    },
  ],
  details: () =>
    l10n.t(
      'Without --key, --certificate-identity, --trust-policy and --trust-store the rules under "trust" in .imageseal.yaml hold.\nExit codes: 0 every image is trusted, 1 one is not, 2 one could not be looked at.',
    ),
  run: async (args, context) => (await import('../verify/run.ts')).runVerify(args, context),
};
