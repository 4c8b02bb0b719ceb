import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { isLoopbackHost } from '../../registry/host-policy.ts';
import { discoverIssuer, type Issuer, type IssuerOptions } from './issuer.ts';
import { type Limits, type Patience, within } from './limits.ts';
import { type CallbackPage, type Loopback, listenOnLoopback } from './loopback.ts';
import { OidcError, oneLine } from './problem.ts';
import type { IdentityToken } from './token.ts';

export interface AuthorizationCodeOptions extends IssuerOptions, Patience {
  /** Default `openid email`. */
  readonly scope?: string;
  /** Shows an address in the user's browser; `false` when that could not be done, or the user did not want to. */
  readonly openUrl: (url: string) => Promise<boolean>;
  /** The words for the browser's last page. */
  readonly page: CallbackPage;
  /** Where the user's browser reaches an address of this machine (VS Code's `asExternalUri`); default that address. */
  readonly externalUri?: (local: string) => Promise<string>;
  /** Default a port of 127.0.0.1 that the system picks. */
  readonly listen?: (page: CallbackPage) => Promise<Loopback>;
}

/**
 * Signs in with the browser: authorization code with PKCE, state and nonce, and a redirect to this machine (RFC 8252).
 * Rejects with `OidcError`; the port is free again by then.
 */
export async function authorizationCode(options: AuthorizationCodeOptions): Promise<IdentityToken> {
  return await within(options, async (limits) => {
    const issuer = await discoverIssuer(options, limits);
    if (!issuer.configuration.serverMetadata().authorization_endpoint) {
      throw new OidcError('no-browser-flow', issuer.host);
    }
    const loopback = await (options.listen ?? listenOnLoopback)(options.page);
    let outcome: 'done' | 'failed' = 'failed';
    try {
      const token = await signIn(options, limits, issuer, loopback);
      outcome = 'done';
      return token;
    } catch (error) {
      throw issuer.errorOf(error);
    } finally {
      await loopback.close(outcome);
    }
  });
}

async function signIn(
  { scope = 'openid email', openUrl, externalUri }: AuthorizationCodeOptions,
  { until }: Limits,
  issuer: Issuer,
  loopback: Loopback,
): Promise<IdentityToken> {
  const { configuration } = issuer;
  const redirect = redirectUri(externalUri ? await until(externalUri(loopback.url)) : loopback.url);
  const verifier = randomPKCECodeVerifier();
  const state = randomState();
  const nonce = randomNonce();
  const url = buildAuthorizationUrl(configuration, {
    scope,
    redirect_uri: redirect,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  });
  if (!(await until(openUrl(issuer.browserUrl(url.href))))) throw new OidcError('browser-not-opened');

  const query = await until(loopback.callback);
  const answer = new URL(`${redirect}?${query}`);
  // The library would say no more than that the answer is invalid.
  if (answer.searchParams.get('state') !== state) throw new OidcError('state');
  const tokens = await authorizationCodeGrant(configuration, answer, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  });
  return issuer.identityToken(tokens.id_token);
}

/** A code that comes back by way of another machine could be read there, and issuers would not send it. */
function redirectUri(external: string): string {
  const url = URL.canParse(external) ? new URL(external) : undefined;
  if (
    url === undefined ||
    !isLoopbackHost(url.hostname) ||
    !/^https?:$/.test(url.protocol) ||
    url.search !== ''
  ) {
    throw new OidcError('redirect-elsewhere', oneLine(url?.host ?? external));
  }
  url.hash = '';
  return url.href;
}
