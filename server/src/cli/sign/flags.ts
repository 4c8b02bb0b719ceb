import * as l10n from '@vscode/l10n';
import type { Flag } from '../flags.ts';
import { colourFlag } from '../keys/flags.ts';
import { outputs } from '../verify/outputs.ts';

/** How signatures are kept. */
export const formats = ['bundle', 'legacy'] as const;
/** How people sign in. */
export const authFlows = ['normal', 'device', 'token'] as const;

/** Envelopes of the Notary Project. */
const envelopes = ['jws', 'cose'] as const;

export const keyFlag: Flag = {
  name: 'key',
  value: 'FILE',
  describe: () => l10n.t('Sign with this private key: a file, env://NAME, or a key service (awskms://…)'),
};

/** Flags of `sign` and `attest`; names and meaning are cosign's, docs/cli.md lists the differences. */
export const signingFlags: readonly Flag[] = [
  {
    name: 'format',
    value: formats.join('|'),
    choices: formats,
    describe: () => l10n.t('bundle as cosign 3 (default), legacy as cosign 1 and 2'),
  },
  {
    name: 'tlog-upload',
    negatable: true,
    describe: () => l10n.t('Publish in a transparency log (default: without a key, yes; with one, no)'),
  },
  {
    name: 'signing-config',
    value: 'FILE',
    describe: () => l10n.t('Use the services of this signing configuration instead of the public ones'),
  },
  {
    name: 'trusted-root',
    value: 'FILE',
    describe: () => l10n.t('Verify the result under this Sigstore instance instead of the public ones'),
  },
  {
    name: 'identity-token',
    value: 'TOKEN|FILE',
    describe: () => l10n.t('Sign with this token (default: SIGSTORE_ID_TOKEN, GitHub Actions, a sign-in)'),
  },
  {
    name: 'fulcio-auth-flow',
    value: 'FLOW',
    choices: authFlows,
    describe: () =>
      l10n.t('How to sign in: normal (browser), device (a code elsewhere), token (nothing else)'),
  },
  {
    name: 'oidc-client-id',
    value: 'ID',
    describe: () => l10n.t('What the issuer knows us as (default sigstore)'),
  },
  {
    name: 'yes',
    short: 'y',
    describe: () => l10n.t('Ask nothing: agree to what is signed and to what becomes public'),
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
  colourFlag,
];

/** Flags of `sign --notation`; names and meaning are those of `notation sign`. */
export const notationFlags: readonly Flag[] = [
  {
    name: 'notation',
    describe: () => l10n.t('Sign as notation does: --key names a key that notation knows, or a file'),
  },
  {
    name: 'certificate',
    value: 'FILE',
    describe: () =>
      l10n.t('The certificates of a key in a file, its own first (default: NAME.crt beside it)'),
  },
  {
    name: 'signature-format',
    value: envelopes.join('|'),
    choices: envelopes,
    describe: () => l10n.t('The envelope of --notation (default jws)'),
  },
  {
    name: 'user-metadata',
    short: 'm',
    value: 'KEY=VALUE',
    repeatable: true,
    describe: () => l10n.t('Sign this along, with --notation; of several, all'),
  },
  {
    name: 'expiry',
    short: 'e',
    value: 'DURATION',
    describe: () => l10n.t('After this time it is not to hold any more, with --notation: 24h, 1h30m'),
  },
  {
    name: 'timestamp-url',
    value: 'URL',
    describe: () => l10n.t('Have this authority (RFC 3161) say when it was made, with --notation'),
  },
  {
    name: 'timestamp-root-cert',
    value: 'FILE',
    describe: () => l10n.t('The root certificate of that authority'),
  },
];
