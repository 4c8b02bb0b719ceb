import type { Challenge } from './auth-challenge.ts';
import { basicHeader } from './basic-auth.ts';
import type { Access, Endpoint } from './endpoint.ts';
import { type Fault, type FaultCode, RegistryError } from './fault.ts';
import type { Priority } from './host-limiter.ts';
import type { Exchange, HttpExchanger } from './http-exchange.ts';
import { errorDetail, parseJson } from './json-body.ts';
import type { Credential, HttpResponse } from './ports.ts';
import { checkRealm } from './token-realm.ts';

export interface Token {
  readonly token: string;
  /** How long to use it; a little less than the server said. */
  readonly lifetimeMs: number;
}

/** What a token is wanted for; reading unless told. */
export interface Wanted {
  readonly priority: Priority;
  readonly access?: Access | undefined;
}

const maxTokenBytes = 1024 * 1024;
const clientId = 'imageseal';

/** Fetches bearer tokens: https://distribution.github.io/distribution/spec/auth/token/ and …/auth/oauth/. */
export class TokenServer {
  readonly #exchanger: HttpExchanger;

  constructor(exchanger: HttpExchanger) {
    this.#exchanger = exchanger;
  }

  /**
   * A token that may read the endpoint's repository, or write to it as well; anonymous without a credential.
   * @throws RegistryError of code `token-realm` when the challenge names a server that is not asked, `unauthorized` when
   * it refuses.
   */
  async fetch(
    endpoint: Endpoint,
    challenge: Challenge,
    credential: Credential | undefined,
    wanted: Wanted,
  ): Promise<Token> {
    const realm = checkRealm(challenge.parameters.realm, endpoint);
    if ('refused' in realm) throw fault(endpoint, 'token-realm', realm.refused);
    const form = new URLSearchParams();
    const service = challenge.parameters.service;
    if (service !== undefined) form.set('service', service);
    form.set('scope', `repository:${endpoint.repository}:${wanted.access === 'push' ? 'pull,push' : 'pull'}`);
    const response = await this.#exchanger.send({
      ...(credential?.type === 'identity-token'
        ? post(realm, form, credential.token)
        : get(realm, form, credential)),
      maxBytes: maxTokenBytes,
      priority: wanted.priority,
    });
    return readToken(endpoint, credential, realm, response);
  }
}

type Question = Pick<Exchange, 'url' | 'method' | 'headers' | 'body'>;

function get(realm: URL, form: URLSearchParams, credential: Credential | undefined): Question {
  const url = new URL(realm);
  for (const [name, value] of form) url.searchParams.append(name, value);
  const headers: Record<string, string> = { accept: 'application/json' };
  if (credential?.type === 'basic') {
    url.searchParams.append('account', credential.username);
    headers.authorization = basicHeader(credential);
  }
  return { url, method: 'GET', headers };
}

function post(url: URL, form: URLSearchParams, refreshToken: string): Question {
  form.set('grant_type', 'refresh_token');
  form.set('client_id', clientId);
  form.set('refresh_token', refreshToken);
  return {
    url,
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new TextEncoder().encode(form.toString()),
  };
}

function readToken(
  endpoint: Endpoint,
  credential: Credential | undefined,
  realm: URL,
  response: HttpResponse,
): Token {
  const { status } = response;
  if (status >= 400 && status < 500 && status !== 404 && status !== 405) {
    const anonymous = credential ? {} : { anonymous: true as const };
    throw fault(endpoint, 'unauthorized', errorDetail(response), anonymous);
  }
  if (status >= 300 && status < 400) throw fault(endpoint, 'token-realm', `${realm.host} redirects`);
  const json = status === 200 ? parseJson(response.body) : undefined;
  const token = json?.token || json?.access_token;
  if (typeof token !== 'string') {
    throw fault(endpoint, 'malformed', `${realm.host} answers ${status} without a token`);
  }
  const seconds = json?.expires_in;
  return { token, lifetimeMs: lifetime(typeof seconds === 'number' ? seconds : 60) };
}

/** A tenth less than `expires_in`, so that a token does not expire under way; at most a day. */
function lifetime(seconds: number): number {
  return Math.min(Math.max(seconds, 0), 86_400) * 900;
}

function fault(
  endpoint: Endpoint,
  code: FaultCode,
  detail: string,
  more: Partial<Fault> = {},
): RegistryError {
  return new RegistryError({
    code,
    host: endpoint.registry,
    repository: endpoint.repository,
    detail,
    ...more,
  });
}
