import { asObject, parseJson } from '../registry/json-body.ts';

/** What an identity token says of its holder. Not verified here: that is for the certificate authority. */
export interface TokenClaims {
  readonly issuer: string;
  /** The claim `sub`. */
  readonly subject: string;
  readonly email?: string;
  readonly emailVerified: boolean;
  readonly audience: readonly string[];
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
  /** The name that a certificate will carry, and with it the log: an e-mail address, a workflow's URI, or the subject. */
  readonly identity: string;
}

/** Bytes; tokens of CI systems with many claims take some thousand. */
const maxToken = 64 * 1024;

/** Reads a JWT; `undefined` when it is none, or names nobody. */
export function claimsOf(token: string): TokenClaims | undefined {
  const [header, payload, signature, ...rest] = token.split('.');
  if (token.length > maxToken || !header || !payload || !signature || rest.length > 0) return undefined;
  if (!/^[\w-]+$/.test(payload)) return undefined;
  const claims = parseJson(Buffer.from(payload, 'base64url'));
  const { iss, sub, email, exp } = claims ?? {};
  if (!claims || !isText(iss) || !isText(sub)) return undefined;
  const audience = (Array.isArray(claims.aud) ? claims.aud : [claims.aud]).filter(isText);
  return {
    issuer: issuerOf(claims, iss),
    subject: sub,
    ...(isText(email) && { email }),
    // Some issuers write it as text.
    emailVerified: claims.email_verified === true || claims.email_verified === 'true',
    audience,
    ...(typeof exp === 'number' && Number.isFinite(exp) && { expiresAt: exp * 1000 }),
    identity: workflowOf(claims) ?? (isText(email) ? email : sub),
  };
}

type Claims = Readonly<Record<string, unknown>>;

/** Sigstore's own issuer vouches for another, which is the one that certificates name. */
function issuerOf({ federated_claims: federated }: Claims, issuer: string): string {
  const connector = asObject(federated)?.connector_id;
  return isText(connector) && /^https:\/\//.test(connector) ? connector : issuer;
}

/** GitHub Actions, GitLab CI. */
function workflowOf({ job_workflow_ref: github, ci_config_ref_uri: gitlab }: Claims): string | undefined {
  if (isText(github)) return `https://github.com/${github}`;
  return isText(gitlab) ? `https://${gitlab}` : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
