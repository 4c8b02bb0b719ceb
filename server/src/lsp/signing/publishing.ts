import { issuerName } from '../../analysis/signer.ts';
import type { IdentityToken } from '../../platform/oidc/token.ts';
import { type Publication, whatBecomesPublic } from '../../signature/publication.ts';
import type { SigningServices } from '../../signature/signing.ts';

/** What somebody has to agree to before; `token` is one that is there already. */
export function publicationOf(
  services: SigningServices,
  signer: 'key' | 'keyless',
  attestation: boolean,
  token?: IdentityToken,
): Publication | undefined {
  if (signer === 'key') return whatBecomesPublic({ services, signer: { type: 'key' }, attestation });
  const identity = token && `${token.says.name} (${issuerName(token.says.issuer)})`;
  const keyless = { type: 'keyless', ...(identity !== undefined && { identity }) } as const;
  return whatBecomesPublic({ services, signer: keyless, attestation });
}
