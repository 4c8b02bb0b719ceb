import {
  calculatePKCECodeChallenge,
  type DeviceAuthorizationResponse,
  initiateDeviceAuthorization,
  pollDeviceAuthorizationGrant,
  randomPKCECodeVerifier,
} from 'openid-client';
import { discoverIssuer, type Issuer, type IssuerOptions } from './issuer.ts';
import { type Limits, type Patience, within } from './limits.ts';
import { OidcError, oneLine } from './problem.ts';
import type { IdentityToken } from './token.ts';

export interface DeviceFlowOptions extends IssuerOptions, Patience {
  /** Default `openid email`. */
  readonly scope?: string;
  /** Tells the user what to enter where; nobody waits for it to return. */
  readonly show: (prompt: DevicePrompt) => void;
}

export interface DevicePrompt {
  readonly userCode: string;
  /** Where the code is to be entered. */
  readonly verificationUri: string;
  /** The same with the code in it, where the issuer has such a thing. */
  readonly verificationUriComplete?: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Signs in with a browser anywhere: the user enters a code there (RFC 8628). Rejects with `OidcError`. */
export async function deviceFlow(options: DeviceFlowOptions): Promise<IdentityToken> {
  return await within(options, async (limits) => {
    const issuer = await discoverIssuer(options, limits);
    if (!issuer.configuration.serverMetadata().device_authorization_endpoint) {
      throw new OidcError('no-device-flow', issuer.host);
    }
    try {
      return await signIn(options, limits, issuer);
    } catch (error) {
      throw issuer.errorOf(error);
    }
  });
}

async function signIn(
  { scope = 'openid email', clock, show }: DeviceFlowOptions,
  { until, signal }: Limits,
  issuer: Issuer,
): Promise<IdentityToken> {
  const { configuration } = issuer;
  // RFC 8628 knows no PKCE; Sigstore's issuer does, and others pass over it.
  const verifier = randomPKCECodeVerifier();
  const answer = bounded(
    await initiateDeviceAuthorization(configuration, {
      scope,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }),
  );
  const { verification_uri_complete: complete } = answer;
  show({
    userCode: oneLine(answer.user_code),
    verificationUri: issuer.browserUrl(answer.verification_uri),
    ...(complete !== undefined && { verificationUriComplete: issuer.browserUrl(complete) }),
    expiresAt: clock.now() + answer.expires_in * 1000,
  });
  const expiry = AbortSignal.timeout(answer.expires_in * 1000);
  try {
    const polling = pollDeviceAuthorizationGrant(
      configuration,
      answer,
      { code_verifier: verifier },
      { signal: AbortSignal.any([signal, expiry]) },
    );
    // The library looks at its signal every few seconds only.
    return issuer.identityToken((await until(polling)).id_token);
  } catch (error) {
    if (expiry.aborted && !signal.aborted) throw new OidcError('code-expired');
    throw error;
  }
}

/** How long and how often to ask is the issuer's word, within reason. */
function bounded(answer: DeviceAuthorizationResponse): DeviceAuthorizationResponse {
  return {
    ...answer,
    expires_in: Math.min(Math.max(answer.expires_in, 1), 3600),
    interval: Math.min(Math.max(answer.interval ?? 5, 1), 60),
  };
}
