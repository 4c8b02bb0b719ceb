import * as l10n from '@vscode/l10n';
import type { Requirements } from '../../signature/verification.ts';
import type { TrustedIdentity } from '../../trust/policy.ts';
import { annotationsOf } from '../annotations.ts';
import { UsageError } from '../exit-code.ts';
import type { ParsedArguments, RepeatedValue } from '../flags.ts';
import { textOf } from '../option-values.ts';
import { type NotationFlags, notationFlags } from './notation-flags.ts';

/** Whom the flags trust, nothing read yet. */
export interface TrustFlags {
  /** Files, as given. */
  readonly keys: readonly string[];
  readonly identities: readonly TrustedIdentity[];
  readonly annotations: Readonly<Record<string, string>>;
  /** A file, as given. */
  readonly trustedRoot: string | undefined;
  readonly requirements: Requirements;
  readonly notation: NotationFlags | undefined;
}

/** The flag that gives each member of an identity. */
const members = {
  'certificate-identity': 'subject',
  'certificate-identity-regexp': 'subjectRegExp',
  'certificate-oidc-issuer': 'issuer',
  'certificate-oidc-issuer-regexp': 'issuerRegExp',
} as const satisfies Record<string, keyof TrustedIdentity>;

/** Flags that say how signatures of Cosign are verified, not whom one trusts: alone they would change nothing. */
const refinements = ['annotations', 'trusted-root', 'insecure-ignore-tlog', 'use-signed-timestamps'];

/** `undefined` when no flag says whom to trust. @throws UsageError for flags that do not go together. */
export function trustFlags(args: ParsedArguments): TrustFlags | undefined {
  const { flags, repeated } = args;
  const valuesOf = (name: string) => repeated.filter((each) => each.name === name).map(({ value }) => value);
  const keys = valuesOf('key');
  const identities = pairs(repeated);
  const notation = notationFlags(args);
  if (keys.length === 0 && identities.length === 0) {
    const lonely = refinements.find((name) => flags.has(name));
    if (lonely !== undefined)
      throw new UsageError(
        l10n.t('--{0} says nothing of whom to trust: give --key or --certificate-identity with it.', lonely),
      );
    if (notation === undefined) return undefined;
  }
  return {
    keys,
    identities,
    annotations: annotationsOf(valuesOf('annotations')),
    trustedRoot: textOf(flags, 'trusted-root'),
    requirements: {
      // As cosign does: who names a key wants a log entry, unless they say otherwise.
      log: flags.has('insecure-ignore-tlog') ? 'waived' : keys.length > 0 ? 'required' : 'default',
      signedTimestamps: flags.has('use-signed-timestamps'),
    },
    notation,
  };
}

/** The n-th identity with the n-th issuer, each of either kind, in the order given; one issuer goes with all. */
function pairs(repeated: readonly RepeatedValue[]): TrustedIdentity[] {
  const partsOf = (...names: readonly (keyof typeof members)[]): TrustedIdentity[] =>
    repeated.flatMap(({ name, value }) => {
      const known = names.find((each) => each === name);
      return known === undefined ? [] : [{ [members[known]]: value }];
    });
  const subjects = partsOf('certificate-identity', 'certificate-identity-regexp');
  const issuers = partsOf('certificate-oidc-issuer', 'certificate-oidc-issuer-regexp');
  if (subjects.length > 0 && issuers.length === 0)
    throw new UsageError(
      l10n.t(
        '--certificate-identity needs --certificate-oidc-issuer: with another issuer the same name is somebody else.',
      ),
    );
  if (issuers.length > 0 && subjects.length === 0)
    throw new UsageError(
      l10n.t('--certificate-oidc-issuer needs --certificate-identity: an issuer vouches for anybody.'),
    );
  if (issuers.length !== 1 && issuers.length !== subjects.length)
    throw new UsageError(
      l10n.t(
        'There are {0} identities and {1} issuers: give an issuer for each identity in the same order, or one for all.',
        subjects.length,
        issuers.length,
      ),
    );
  return subjects.map((subject, index) => ({ ...subject, ...(issuers[index] ?? issuers[0]) }));
}
