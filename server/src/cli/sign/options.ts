import * as l10n from '@vscode/l10n';
import type { SigningFormat } from '../../signature/signing.ts';
import { annotationsOf } from '../annotations.ts';
import type { CliContext } from '../context.ts';
import { UsageError } from '../exit-code.ts';
import type { ParsedArguments } from '../flags.ts';
import { isSet, textOf } from '../option-values.ts';
import type { outputs } from '../verify/outputs.ts';
import type { authFlows } from './flags.ts';

/** What the flags of `imageseal sign` and `imageseal attest` ask for. */
export interface SignOptions {
  /** As given. */
  readonly images: readonly string[];
  /** As given; `undefined`: keyless. */
  readonly key: string | undefined;
  readonly format: SigningFormat;
  readonly annotations: Readonly<Record<string, string>>;
  readonly recursive: boolean;
  /** Files as given, `-` for standard input. */
  readonly attestation: { readonly predicate: string; readonly type: string } | undefined;
  /** `undefined`: as it is usual for the signer. */
  readonly tlogUpload: boolean | undefined;
  readonly signingConfig: string | undefined;
  readonly trustedRoot: string | undefined;
  readonly identityToken: string | undefined;
  readonly authFlow: (typeof authFlows)[number] | undefined;
  readonly clientId: string;
  readonly yes: boolean;
  readonly output: (typeof outputs)[number];
  readonly configFile: string | undefined;
  readonly colour: boolean | undefined;
  /** Nothing but registries is asked. */
  readonly offline: boolean;
}

const ofTokens = ['identity-token', 'fulcio-auth-flow', 'oidc-client-id'];

/** @throws UsageError for flags that do not go together. */
export function signOptions(
  { flags, repeated, operands }: ParsedArguments,
  env: CliContext['env'],
  attesting: boolean,
): SignOptions {
  const command = attesting ? 'attest' : 'sign';
  if (operands.length === 0)
    throw new UsageError(
      l10n.t('Name at least one image: imageseal {0} registry.example.com/app:1.0.', command),
    );
  const key = textOf(flags, 'key');
  const lonely = ofTokens.find((name) => flags.has(name));
  if (key !== undefined && lonely !== undefined)
    throw new UsageError(l10n.t('--{0} is for signing without a key: leave it or --key out.', lonely));
  const colour = flags.get('color');
  const tlogUpload = flags.get('tlog-upload');
  return {
    images: operands,
    key,
    format: (textOf(flags, 'format') ?? 'bundle') as SigningFormat,
    annotations: annotationsOf(
      repeated.filter(({ name }) => name === 'annotations').map(({ value }) => value),
    ),
    recursive: flags.has('recursive'),
    attestation: attesting ? attestationOf(flags) : undefined,
    tlogUpload: typeof tlogUpload === 'boolean' ? tlogUpload : undefined,
    signingConfig: textOf(flags, 'signing-config'),
    trustedRoot: textOf(flags, 'trusted-root'),
    identityToken: textOf(flags, 'identity-token'),
    authFlow: textOf(flags, 'fulcio-auth-flow') as SignOptions['authFlow'],
    clientId: textOf(flags, 'oidc-client-id') ?? 'sigstore',
    yes: flags.has('yes'),
    output: (textOf(flags, 'output') ?? 'text') as SignOptions['output'],
    configFile: textOf(flags, 'config'),
    colour: typeof colour === 'boolean' ? colour : undefined,
    offline: isSet(env.IMAGESEAL_OFFLINE),
  };
}

function attestationOf(flags: ParsedArguments['flags']): SignOptions['attestation'] {
  const predicate = textOf(flags, 'predicate');
  if (predicate === undefined)
    throw new UsageError(l10n.t('Name what is attested: --predicate FILE, or - for standard input.'));
  return { predicate, type: textOf(flags, 'type') ?? 'custom' };
}
