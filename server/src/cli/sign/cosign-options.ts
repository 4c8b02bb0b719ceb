import * as l10n from '@vscode/l10n';
import type { SigningFormat } from '../../signature/signing.ts';
import { annotationsOf } from '../annotations.ts';
import { UsageError } from '../exit-code.ts';
import type { ParsedArguments } from '../flags.ts';
import { textOf } from '../option-values.ts';
import type { CommonOptions } from './common-options.ts';
import type { authFlows } from './flags.ts';
import { ofNotation } from './notation-options.ts';

/** As cosign signs. */
export interface CosignOptions extends CommonOptions {
  readonly tool: 'cosign';
  /** As given; `undefined`: keyless. */
  readonly key: string | undefined;
  readonly format: SigningFormat;
  readonly annotations: Readonly<Record<string, string>>;
  /** Files as given, `-` for standard input. */
  readonly attestation: { readonly predicate: string; readonly type: string } | undefined;
  /** `undefined`: as it is usual for the signer. */
  readonly tlogUpload: boolean | undefined;
  readonly signingConfig: string | undefined;
  readonly trustedRoot: string | undefined;
  readonly identityToken: string | undefined;
  readonly authFlow: (typeof authFlows)[number] | undefined;
  readonly clientId: string;
}

const ofTokens = ['identity-token', 'fulcio-auth-flow', 'oidc-client-id'];

/** @throws UsageError for flags that do not go together. */
export function cosignOptions(
  { flags, repeated }: ParsedArguments,
  common: CommonOptions,
  attesting: boolean,
): CosignOptions {
  const foreign = ofNotation.find((name) => flags.has(name));
  if (foreign !== undefined)
    throw new UsageError(l10n.t('--{0} is for signing as notation does: add --notation.', foreign));
  const key = textOf(flags, 'key');
  const lonely = ofTokens.find((name) => flags.has(name));
  if (key !== undefined && lonely !== undefined)
    throw new UsageError(l10n.t('--{0} is for signing without a key: leave it or --key out.', lonely));
  const tlogUpload = flags.get('tlog-upload');
  return {
    tool: 'cosign',
    ...common,
    key,
    format: (textOf(flags, 'format') ?? 'bundle') as SigningFormat,
    annotations: annotationsOf(
      repeated.filter(({ name }) => name === 'annotations').map(({ value }) => value),
    ),
    attestation: attesting ? attestationOf(flags) : undefined,
    tlogUpload: typeof tlogUpload === 'boolean' ? tlogUpload : undefined,
    signingConfig: textOf(flags, 'signing-config'),
    trustedRoot: textOf(flags, 'trusted-root'),
    identityToken: textOf(flags, 'identity-token'),
    authFlow: textOf(flags, 'fulcio-auth-flow') as CosignOptions['authFlow'],
    clientId: textOf(flags, 'oidc-client-id') ?? 'sigstore',
  };
}

function attestationOf(flags: ParsedArguments['flags']): CosignOptions['attestation'] {
  const predicate = textOf(flags, 'predicate');
  if (predicate === undefined)
    throw new UsageError(l10n.t('Name what is attested: --predicate FILE, or - for standard input.'));
  return { predicate, type: textOf(flags, 'type') ?? 'custom' };
}
