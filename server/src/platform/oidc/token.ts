import { asObject, parseJson } from '../../registry/json-body.ts';
import { OidcError } from './problem.ts';

/** What Sigstore's certificate authorities want a token to be made for. */
export const sigstoreAudience = 'sigstore';

export interface IdentityToken {
  /** The JWT. A secret until it expires: whoever has it can sign in this name. */
  readonly token: string;
  readonly says: TokenClaims;
}

/** What a token says, which a certificate then makes public for good. */
export interface TokenClaims {
  /** `subject`: whatever the issuer calls somebody. `workflow`: the address of a CI workflow. */
  readonly kind: 'email' | 'workflow' | 'subject';
  readonly name: string;
  /** Who vouches for the name: the issuer, or the account provider that the issuer asked. */
  readonly issuer: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface TokenExpectations {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Default `sigstore`. */
  readonly audience?: string;
}

const sigstoreIssuers: ReadonlySet<string> = new Set([
  'https://oauth2.sigstore.dev/auth',
  'https://oauth2.sigstage.dev/auth',
]);

/** Real ones take 1 to 3 KB. */
const maxLength = 32 * 1024;

type Claims = Readonly<Record<string, unknown>>;

/**
 * Who a token says somebody is. Its signature is not looked at: that is for the certificate authority.
 * @throws OidcError when it is no token, has expired, or is for another audience.
 */
export function describeToken(
  token: string,
  { now, audience = sigstoreAudience }: TokenExpectations,
): TokenClaims {
  const claims = claimsOf(token);
  const issuer = textOf(claims.iss);
  const { exp } = claims;
  if (issuer === undefined || typeof exp !== 'number' || !(exp > 0 && exp < 1e11)) {
    throw new OidcError('token-malformed');
  }
  const expiresAt = exp * 1000;
  if (expiresAt <= now) throw new OidcError('token-expired', timeOf(expiresAt));
  const audiences = (Array.isArray(claims.aud) ? claims.aud : [claims.aud]).flatMap(
    (each) => textOf(each) ?? [],
  );
  if (!audiences.includes(audience)) {
    throw new OidcError('token-audience', audience, audiences.join(', ').slice(0, 200) || '?');
  }
  return { ...subjectOf(issuer, claims), expiresAt };
}

/** `2026-03-01T12:00:00Z`. */
export function timeOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/**
 * The claims of a JWT, whatever they are.
 * @throws OidcError when it is none.
 */
export function claimsOf(token: string): Claims {
  const parts = token.split('.');
  const sound =
    token.length <= maxLength && parts.length === 3 && parts.every((part) => /^[\w-]+$/.test(part));
  const [header, claims] = parts.map((part) => parseJson(Buffer.from(part, 'base64url')));
  if (!sound || !header || !claims) throw new OidcError('token-malformed');
  return claims;
}

/** As Fulcio picks the name for a certificate. */
function subjectOf(issuer: string, claims: Claims): Omit<TokenClaims, 'expiresAt'> {
  const workflow = workflowOf(issuer, claims);
  if (workflow !== undefined) return { kind: 'workflow', name: workflow, issuer };
  // Sigstore's own issuer asks others (GitHub, Google, Microsoft), and certificates name those.
  const provider = sigstoreIssuers.has(issuer)
    ? textOf(asObject(claims.federated_claims)?.connector_id)
    : undefined;
  const voucher = provider ?? issuer;
  const email = textOf(claims.email);
  if (email !== undefined) {
    if (claims.email_verified !== true && claims.email_verified !== 'true')
      throw new OidcError('token-email');
    return { kind: 'email', name: email, issuer: voucher };
  }
  const subject = textOf(claims.sub);
  if (subject === undefined) throw new OidcError('token-malformed');
  return { kind: 'subject', name: subject, issuer: voucher };
}

function workflowOf(issuer: string, claims: Claims): string | undefined {
  if (issuer === 'https://token.actions.githubusercontent.com') {
    const workflow = textOf(claims.job_workflow_ref);
    return workflow === undefined ? undefined : `https://github.com/${workflow}`;
  }
  if (issuer === 'https://gitlab.com') {
    const workflow = textOf(claims.ci_config_ref_uri);
    return workflow === undefined ? undefined : `https://${workflow}`;
  }
  return undefined;
}

/**
 * A text, if there is one.
 * @throws OidcError when it cannot be shown as it is: what would become public would be something else.
 */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string' && /^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]{1,2000}$/.test(value)) {
    return value;
  }
  throw new OidcError('token-malformed');
}
