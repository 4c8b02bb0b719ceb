import { isLoopbackHost } from '../../registry/host-policy.ts';
import { httpTrouble } from '../../registry/http-trouble.ts';
import { parseJson } from '../../registry/json-body.ts';
import type { Clock, HttpClient, HttpError } from '../../registry/ports.ts';
import { readTextFile } from '../text-files.ts';
import { mayAsk } from './issuer-fetch.ts';
import { OidcError, oneLine } from './problem.ts';
import { describeToken, type IdentityToken, sigstoreAudience } from './token.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface AmbientOptions {
  readonly env: Environment;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Default `sigstore`. */
  readonly audience?: string;
}

const maxBytes = 64 * 1024;
const timeoutMs = 10_000;

/**
 * The token that the surroundings have for us: `SIGSTORE_ID_TOKEN`, or a job of GitHub Actions; `undefined` where there
 * is none. Rejects with `OidcError` when there is one that is of no use.
 */
export async function ambientToken(options: AmbientOptions): Promise<IdentityToken | undefined> {
  const { env, clock, audience = sigstoreAudience } = options;
  const token = env.SIGSTORE_ID_TOKEN?.trim() || (await actionsToken(options, audience));
  if (!token) return undefined;
  return { token, says: describeToken(token, { now: clock.now(), audience }) };
}

/** Of `--identity-token`: a token, or a file that holds one. Rejects with `OidcError`. */
export async function givenToken(
  textOrPath: string,
  { clock, audience = sigstoreAudience }: Pick<AmbientOptions, 'clock' | 'audience'>,
): Promise<IdentityToken> {
  const given = textOrPath.trim();
  const token = looksLikeToken(given) ? given : await fromFile(textOrPath);
  return { token, says: describeToken(token, { now: clock.now(), audience }) };
}

async function fromFile(path: string): Promise<string> {
  let why = 'ENOENT';
  try {
    const text = await readTextFile(path, maxBytes);
    if (text !== undefined) return text.trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    why = code ?? oneLine((error as Error).message);
  }
  // Half a token may have been meant as one: no message shows it.
  if (mayHoldToken(path)) throw new OidcError('token-malformed');
  throw new OidcError('token-file', oneLine(path), why);
}

function looksLikeToken(text: string): boolean {
  return /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/.test(text);
}

/** `{"` in base64. */
function mayHoldToken(text: string): boolean {
  return /eyJ/.test(text);
}

/** As GitHub documents it: https://docs.github.com/actions/reference/security/oidc. */
async function actionsToken(
  { env, http, signal }: AmbientOptions,
  audience: string,
): Promise<string | undefined> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret } = env;
  if (!address || !secret) return undefined;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !mayAsk(url, isLoopbackHost(url.hostname))) {
    throw new OidcError('actions-refused', 'ACTIONS_ID_TOKEN_REQUEST_URL');
  }
  url.searchParams.set('audience', audience);
  const headers = { accept: 'application/json', authorization: `Bearer ${secret}` };
  const request = { url: url.href, method: 'GET' as const, headers, maxBytes, timeoutMs, signal };
  const { status, body } = await http(request).catch((error: HttpError) => {
    if (signal.aborted) throw new OidcError('cancelled');
    throw new OidcError('issuer-unreachable', url.host, oneLine(httpTrouble(error.code, error.message)));
  });
  if (status !== 200) throw new OidcError('actions-refused', `HTTP ${status}`);
  const value = parseJson(body)?.value;
  if (typeof value !== 'string') throw new OidcError('issuer-answer', url.host, 'JSON');
  return value;
}
