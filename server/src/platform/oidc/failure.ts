import { AuthorizationResponseError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';
import { OidcError, oneLine } from './problem.ts';
import { timeOf } from './token.ts';

export interface Circumstances {
  /** The issuer's. */
  readonly host: string;
  readonly clientId: string;
  /** Milliseconds since the epoch, by our clock. */
  readonly now: number;
  /** How many milliseconds the issuer's clock is ahead of ours, if it said. */
  readonly offset: number | undefined;
}

/**
 * What an error of the library means. Behind such errors is what the issuer sent, tokens too; of that only what cannot
 * be secret gets out: OAuth's error names, the issuer's own name, the origin of an endpoint, an audience, a time.
 */
export function problemOf(thrown: unknown, circumstances: Circumstances): OidcError {
  const { host } = circumstances;
  const chain = causes(thrown);
  const ours = chain.find((each) => each instanceof OidcError);
  if (ours instanceof OidcError) return ours;
  const [error] = chain;
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    return answerOf(host, error.error);
  }
  if (error instanceof WWWAuthenticateChallengeError) return new OidcError('refused', host, 'HTTP 401');
  // The names of other classes do not survive bundling.
  const code = codeOf(error);
  switch (code) {
    case 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED':
      return expiryOf(chain, circumstances);
    case 'OAUTH_JWT_CLAIM_COMPARISON_FAILED':
      return mismatchOf(chain, circumstances);
    case 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED': {
      const { issuer } = (memberOf(chain, 'body') ?? {}) as { issuer?: unknown };
      return new OidcError('issuer-mismatch', String(memberOf(chain, 'expected')), oneLine(String(issuer)));
    }
    case 'OAUTH_HTTP_REQUEST_FORBIDDEN':
    case 'OAUTH_REQUEST_PROTOCOL_FORBIDDEN': {
      const origin = chain.find((each) => each instanceof URL)?.origin;
      return new OidcError('endpoint-refused', host, oneLine(origin ?? '?'));
    }
    case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
      return new OidcError('issuer-answer', host, `HTTP ${String(memberOf(chain, 'status'))}`);
    case 'OAUTH_RESPONSE_IS_NOT_JSON':
    case 'OAUTH_PARSE_ERROR':
      return new OidcError('issuer-answer', host, 'JSON');
    case 'OAUTH_INVALID_RESPONSE':
    case 'OAUTH_UNSUPPORTED_OPERATION':
      return new OidcError('issuer-answer', host, oneLine(libraryWords(chain)));
    case 'OAUTH_TIMEOUT':
    case 'OAUTH_ABORT':
      return new OidcError('issuer-unreachable', host, 'timeout');
    // Metadata of other types than they must be, or addresses that are none.
    case 'ERR_INVALID_ARG_TYPE':
    case 'ERR_INVALID_ARG_VALUE':
    case 'ERR_INVALID_URL':
      return new OidcError('issuer-answer', host, code);
  }
  // No message: it may quote the answer.
  return new OidcError('internal', oneLine(code ?? (error instanceof Error ? error.name : typeof error)));
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** An error and everything behind it, outermost first. */
function causes(thrown: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let each = thrown; each !== undefined && chain.length < 5; ) {
    chain.push(each);
    each = typeof each === 'object' && each !== null && 'cause' in each ? each.cause : undefined;
  }
  return chain;
}

/** The library puts what it has compared into a cause that is no error. */
function memberOf(chain: readonly unknown[], name: string): unknown {
  for (const each of chain) {
    if (typeof each === 'object' && each !== null && name in each) return Reflect.get(each, name);
  }
  return undefined;
}

/** OAuth's name of an error, which is plain text by RFC 6749. */
function answerOf(host: string, name: string): OidcError {
  if (name === 'access_denied') return new OidcError('denied', host);
  if (name === 'expired_token') return new OidcError('code-expired');
  return new OidcError('refused', host, /^[\w.:/-]{1,80}$/.test(name) ? name : '?');
}

/** `Invalid JWT`, `"response" body "id_token" property must be a string`: texts that are in the library's source. */
function libraryWords(chain: readonly unknown[]): string {
  const errors = chain.filter((each) => each instanceof Error);
  return errors.findLast((each) => codeOf(each)?.startsWith('OAUTH_'))?.message ?? '?';
}

function mismatchOf(chain: readonly unknown[], { host, clientId }: Circumstances): OidcError {
  const claim = memberOf(chain, 'claim');
  if (claim === 'aud' || claim === 'azp') {
    const audience = Reflect.get(Object(memberOf(chain, 'claims')), claim);
    return new OidcError('token-audience', clientId, oneLine(String(audience)));
  }
  return new OidcError(claim === 'nonce' ? 'token-nonce' : 'token-issuer', host);
}

/** A token that has just been made and has expired: is it the token, or the clock of this machine? */
function expiryOf(chain: readonly unknown[], { now, offset }: Circumstances): OidcError {
  const { exp, iat } = Object(memberOf(chain, 'claims')) as Readonly<Record<string, unknown>>;
  const aheadMs = offset ?? (typeof iat === 'number' ? iat * 1000 - now : 0);
  const minutes = String(Math.max(1, Math.round(Math.abs(aheadMs) / 60_000)));
  if (aheadMs < -30_000) return new OidcError('clock-ahead', minutes);
  if (aheadMs > 30_000) return new OidcError('clock-behind', minutes);
  return new OidcError('token-expired', typeof exp === 'number' ? timeOf(exp * 1000) : '?');
}
