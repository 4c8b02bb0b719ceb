import * as l10n from '@vscode/l10n';
import { UsageError } from '../exit-code.ts';
import type { ParsedArguments } from '../flags.ts';
import { textOf } from '../option-values.ts';
import { userMetadataOf } from '../user-metadata.ts';

/** Whom the flags trust of those who sign as the Notary Project does, nothing read yet. */
export interface NotationFlags {
  /** A trust policy document, as given; notation's own when `undefined`. */
  readonly policy: string | undefined;
  /** The folder that holds `x509`, as given; notation's own when `undefined`. */
  readonly store: string | undefined;
  readonly userMetadata: Readonly<Record<string, string>>;
}

/** `undefined` when no flag is about such signatures. @throws UsageError for metadata asked of nobody. */
export function notationFlags({ flags, repeated }: ParsedArguments): NotationFlags | undefined {
  const policy = textOf(flags, 'trust-policy');
  const store = textOf(flags, 'trust-store');
  if (policy === undefined && store === undefined) {
    if (!flags.has('user-metadata')) return undefined;
    throw new UsageError(
      l10n.t('--user-metadata says nothing of whom to trust: give --trust-policy or --trust-store with it.'),
    );
  }
  const metadata = repeated.filter(({ name }) => name === 'user-metadata').map(({ value }) => value);
  return { policy, store, userMetadata: userMetadataOf(metadata) };
}
