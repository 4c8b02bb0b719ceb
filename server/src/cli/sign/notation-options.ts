import * as l10n from '@vscode/l10n';
import { parseExpiry } from '../../signature/notation/duration.ts';
import type { NotationFormat } from '../../signature/signing.ts';
import { UsageError } from '../exit-code.ts';
import type { ParsedArguments } from '../flags.ts';
import { textOf } from '../option-values.ts';
import { userMetadataOf } from '../user-metadata.ts';
import type { CommonOptions } from './common-options.ts';

/** As notation signs. */
export interface NotationOptions extends CommonOptions {
  readonly tool: 'notation';
  /** As given, a name or a file; `undefined`: notation's default key. */
  readonly key: string | undefined;
  /** The file with the chain of a key in a file, as given. */
  readonly certificate: string | undefined;
  readonly format: NotationFormat;
  readonly metadata: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly expiry: number | undefined;
  readonly timestamp: { readonly url: string; readonly rootFile: string } | undefined;
}

/** Flags that mean nothing without `--notation`. */
export const ofNotation: readonly string[] = [
  ...['certificate', 'signature-format', 'user-metadata', 'expiry', 'timestamp-url', 'timestamp-root-cert'],
];

/** Flags that mean nothing with it, and what is meant instead, if anything. */
const ofCosign: readonly (readonly [string, string?])[] = [
  ['annotations', 'user-metadata'],
  ['format', 'signature-format'],
  ['signing-config', 'timestamp-url'],
  ['trusted-root', 'timestamp-root-cert'],
  ...(['tlog-upload', 'identity-token', 'fulcio-auth-flow', 'oidc-client-id'] as const).map(
    (name) => [name] as const,
  ),
];

/** @throws UsageError for flags that do not go together. */
export function notationOptions(
  { flags, repeated }: ParsedArguments,
  common: CommonOptions,
): NotationOptions {
  const [foreign, instead] = ofCosign.find(([name]) => flags.has(name)) ?? [];
  if (foreign !== undefined) {
    throw new UsageError(
      instead === undefined
        ? l10n.t('--{0} is for signing as cosign does: leave it or --notation out.', foreign)
        : l10n.t('--{0} is for signing as cosign does: with --notation it is --{1}.', foreign, instead),
    );
  }
  const metadata = repeated.filter(({ name }) => name === 'user-metadata').map(({ value }) => value);
  return {
    tool: 'notation',
    ...common,
    key: textOf(flags, 'key'),
    certificate: textOf(flags, 'certificate'),
    format: (textOf(flags, 'signature-format') ?? 'jws') as NotationFormat,
    metadata: userMetadataOf(metadata),
    expiry: expiryOf(textOf(flags, 'expiry')),
    timestamp: timestampOf(flags, common),
  };
}

function expiryOf(text: string | undefined): number | undefined {
  const expiry = text === undefined ? undefined : parseExpiry(text);
  if (text !== undefined && expiry === undefined)
    throw new UsageError(
      l10n.t(
        '--expiry must be a time of whole seconds, of 292 years at most, such as 24h or 1h30m, not "{0}".',
        text,
      ),
    );
  return expiry;
}

function timestampOf(
  flags: ParsedArguments['flags'],
  { offline }: CommonOptions,
): NotationOptions['timestamp'] {
  const url = textOf(flags, 'timestamp-url');
  const rootFile = textOf(flags, 'timestamp-root-cert');
  if (url === undefined && rootFile === undefined) return undefined;
  if (url === undefined || rootFile === undefined)
    throw new UsageError(
      l10n.t(
        '--timestamp-url and --timestamp-root-cert go together: who is asked, and who vouches for the answer.',
      ),
    );
  if (offline)
    throw new UsageError(
      l10n.t('IMAGESEAL_OFFLINE is set, so nothing but registries is asked: sign without --timestamp-url.'),
    );
  return { url, rootFile };
}
