import * as l10n from '@vscode/l10n';
import type { SigningServices } from './signing.ts';

/** What signing would make known outside of the registry, for good. */
export interface Publication {
  /** Hosts of the logs that keep it, each once. */
  readonly hosts: readonly string[];
  /** One sentence: where it will stand, and for how long. */
  readonly where: string;
  /** One sentence for each thing that becomes public. */
  readonly what: readonly string[];
}

export interface PublicationRequest {
  readonly services: SigningServices;
  readonly signer:
    | { readonly type: 'key' }
    /** `identity` is what a token that is there already says of its holder. */
    | { readonly type: 'keyless'; readonly identity?: string };
  readonly attestation: boolean;
}

/** What people must agree to before anything is signed; `undefined` when nothing leaves for a log. */
export function whatBecomesPublic({
  services: { fulcio, logs },
  signer,
  attestation,
}: PublicationRequest): Publication | undefined {
  const certifying = signer.type === 'keyless' && fulcio !== undefined ? [fulcio] : [];
  const hosts = [...new Set([...certifying, ...logs.map(({ url }) => url)].map(hostOf))];
  if (hosts.length === 0) return undefined;
  return {
    hosts,
    where: l10n.t(
      'This is published for good, for everybody who can reach {0}; nobody can take it back.',
      hosts.join(', '),
    ),
    what: [
      signer.type === 'key' ? l10n.t('the public key') : identityOf(signer.identity),
      l10n.t(
        'the signature, when it was made, and a hash by which whoever knows the digest of the image finds it',
      ),
      ...(attestation && logs.length > 0
        ? [l10n.t('a hash of the predicate; the predicate itself is sent to the operator of the log')]
        : []),
    ],
  };
}

function identityOf(identity: string | undefined): string {
  return identity === undefined
    ? l10n.t(
        'the name of the account that you sign in with (usually an e-mail address), and who vouches for it',
      )
    : l10n.t('your identity: {0}', identity);
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
