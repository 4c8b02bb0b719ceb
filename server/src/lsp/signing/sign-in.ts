import * as l10n from '@vscode/l10n';
import type { Connection } from 'vscode-languageserver/node';
import { loadOidc } from '../../platform/load-oidc.ts';
import { isOidcError } from '../../platform/oidc/problem.ts';
import type { IdentityToken } from '../../platform/oidc/token.ts';
import { callbackPage, describeOidcProblem } from '../../platform/oidc-message.ts';
import { systemClock } from '../../platform/system-clock.ts';
import type { HttpClient } from '../../registry/ports.ts';
import {
  type ExternalUriParams,
  type ExternalUriResult,
  externalUriRequest,
  type OpenUrlParams,
  type OpenUrlResult,
  openUrlRequest,
} from '../signing-protocol.ts';

/** Whom Sigstore's issuers know us as; tokens are made for it. */
const clientId = 'sigstore';
/** Milliseconds for a whole sign-in. */
const timeoutMs = 5 * 60_000;

export interface SignIn {
  readonly connection: Connection;
  readonly http: HttpClient;
  readonly signal: AbortSignal;
}

type Answer<T> = T | { readonly problem: string };

/** The token that is in the environment already; `undefined` where there is none. */
export async function tokenAtHand({
  http,
  signal,
}: Omit<SignIn, 'connection'>): Promise<Answer<IdentityToken | undefined>> {
  const { SIGSTORE_ID_TOKEN } = process.env;
  if (!SIGSTORE_ID_TOKEN) return undefined;
  return await explained(async () => {
    const { ambientToken } = await loadOidc();
    return await ambientToken({ env: { SIGSTORE_ID_TOKEN }, http, clock: systemClock, signal });
  });
}

/** Has somebody sign in with the browser that the editor opens. The redirect comes back to this process. */
export async function signIn(
  issuer: string | undefined,
  { connection, http, signal }: SignIn,
): Promise<Answer<IdentityToken>> {
  if (issuer === undefined) {
    return {
      problem: l10n.t(
        'The signing configuration names no issuer to sign in at: add one (oidcUrls), or sign with a key.',
      ),
    };
  }
  return await explained(async () => {
    const { authorizationCode } = await loadOidc();
    return await authorizationCode({
      issuer,
      clientId,
      http,
      clock: systemClock,
      signal,
      timeoutMs,
      page: callbackPage(),
      openUrl: async (url) => {
        const params: OpenUrlParams = { url };
        const answer = await connection.sendRequest<OpenUrlResult | null>(openUrlRequest, params);
        return answer?.opened === true;
      },
      externalUri: async (url) => {
        const params: ExternalUriParams = { url };
        const answer = await connection.sendRequest<ExternalUriResult | null>(externalUriRequest, params);
        return answer?.url ?? url;
      },
    });
  });
}

async function explained<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return await work();
  } catch (error) {
    if (!isOidcError(error)) throw error;
    return { problem: describeOidcProblem(error.problem) };
  }
}
