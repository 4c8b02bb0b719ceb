import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  clockSkew,
  clockTolerance,
  customFetch,
  discovery,
  Configuration as IssuerConfiguration,
  None,
} from 'openid-client';
import { isLoopbackHost } from '../../registry/host-policy.ts';
import type { Clock, HttpClient } from '../../registry/ports.ts';
import { problemOf } from './failure.ts';
import { createIssuerFetch, mayAsk } from './issuer-fetch.ts';
import type { Limits } from './limits.ts';
import { OidcError, oneLine } from './problem.ts';
import { claimsOf, describeToken, type IdentityToken } from './token.ts';

/** Who is asked for tokens, and as whom. */
export interface IssuerOptions {
  /** `https://oauth2.sigstore.dev/auth`; http only on this machine. */
  readonly issuer: string;
  /** `sigstore`: it is what the token will be for. */
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly http: HttpClient;
  readonly clock: Clock;
}

/** Seconds that clocks may be apart without a word. */
const toleranceSeconds = 60;

/** An issuer whose metadata have been read. */
export interface Issuer {
  readonly host: string;
  readonly configuration: Configuration;
  /** An address of the issuer that a browser is to open. */
  browserUrl(address: string): string;
  /** @throws OidcError */
  identityToken(token: string | undefined): IdentityToken;
  /** Anything that was thrown meanwhile. */
  errorOf(error: unknown): OidcError;
}

/** Reads an issuer's metadata. Rejects with `OidcError`. */
export async function discoverIssuer(options: IssuerOptions, limits: Limits): Promise<Issuer> {
  const { issuer, clientId, clientSecret, http, clock } = options;
  const url = issuerUrl(issuer);
  const loopback = isLoopbackHost(url.hostname);
  const { fetch, offset } = createIssuerFetch({ http, clock, loopback, signal: limits.signal });
  const errorOf = (error: unknown): OidcError =>
    limits.signal.aborted
      ? limits.signal.reason
      : problemOf(error, { host: url.host, clientId, now: clock.now(), offset: offset() });
  const insecure = url.protocol === 'http:' ? [allowInsecureRequests] : [];
  try {
    const found = await discovery(url, clientId, undefined, None(), {
      [customFetch]: fetch,
      execute: insecure,
    });
    const metadata = found.serverMetadata();
    const configuration = new IssuerConfiguration(
      metadata,
      clientId,
      {
        // So that the library goes by our clock.
        [clockSkew]: Math.round((clock.now() - Date.now()) / 1000),
        [clockTolerance]: toleranceSeconds,
      },
      authentication(clientSecret, metadata.token_endpoint_auth_methods_supported),
    );
    configuration[customFetch] = fetch;
    for (const allow of insecure) allow(configuration);
    return {
      host: url.host,
      configuration,
      errorOf,
      browserUrl: (address) => {
        const target = URL.canParse(address) ? new URL(address) : undefined;
        if (target && mayAsk(target, loopback)) return target.href;
        throw new OidcError('endpoint-refused', url.host, oneLine(target?.origin ?? address));
      },
      identityToken: (token) => {
        if (token === undefined) throw new OidcError('token-missing', url.host);
        const { iat } = claimsOf(token);
        const aheadMs = typeof iat === 'number' ? iat * 1000 - clock.now() : 0;
        if (aheadMs > toleranceSeconds * 1000) {
          throw new OidcError('clock-behind', String(Math.round(aheadMs / 60_000)));
        }
        return { token, says: describeToken(token, { now: clock.now(), audience: clientId }) };
      },
    };
  } catch (error) {
    throw errorOf(error);
  }
}

function issuerUrl(issuer: string): URL {
  if (!URL.canParse(issuer)) throw new OidcError('issuer-malformed', oneLine(issuer));
  const url = new URL(issuer);
  const plain = `${url.protocol}//${url.host}${url.pathname}`;
  const clean = !url.username && !url.password && !url.search && !url.hash;
  if (!/^https?:$/.test(url.protocol) || !clean) throw new OidcError('issuer-malformed', oneLine(plain));
  if (!mayAsk(url, true)) throw new OidcError('issuer-not-https', oneLine(plain));
  return url;
}

/** Basic is what every issuer takes that does not say otherwise. */
function authentication(clientSecret: string | undefined, methods: readonly string[] | undefined) {
  if (!clientSecret) return None();
  return methods?.includes('client_secret_post')
    ? ClientSecretPost(clientSecret)
    : ClientSecretBasic(clientSecret);
}
