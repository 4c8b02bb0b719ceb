import { type Challenge, parseChallenges } from './auth-challenge.ts';
import { basicHeader } from './basic-auth.ts';
import type { Endpoint } from './endpoint.ts';
import { RegistryError } from './fault.ts';
import type { Clock, Credential, Credentials } from './ports.ts';
import type { TokenServer, Wanted } from './token-server.ts';

export interface AuthenticatorOptions {
  readonly credentials: Credentials;
  readonly tokens: TokenServer;
  readonly clock: Clock;
}

/** What a host asked for last time, so that its next request need not be refused first. */
type Scheme = { readonly type: 'basic' } | { readonly type: 'bearer'; readonly challenge: Challenge };

interface Authorization {
  readonly header: string;
  readonly expiresAt: number;
}

/** Text of visible ASCII: what may stand in a header. */
const tokenForm = /^[\x21-\x7e]{1,65536}$/;
const maxTokens = 5_000;

/**
 * Answers a registry's `401`: Basic, or a bearer token of the server it names (distribution's token specification). One
 * token a repository and kind of access is kept until it expires; callers who need the same one at the same time share
 * the request.
 */
export class Authenticator {
  readonly #credentials: Credentials;
  readonly #tokens: TokenServer;
  readonly #clock: Clock;
  readonly #schemes = new Map<string, Scheme>();
  readonly #known = new Map<string, Authorization>();
  readonly #underWay = new Map<string, Promise<Authorization>>();

  constructor(options: AuthenticatorOptions) {
    this.#credentials = options.credentials;
    this.#tokens = options.tokens;
    this.#clock = options.clock;
  }

  /**
   * The `Authorization` to send unasked, or `undefined` before the host has asked for any.
   * @throws RegistryError when the token server cannot be asked.
   */
  async known(endpoint: Endpoint, wanted: Wanted): Promise<string | undefined> {
    const scheme = this.#schemes.get(endpoint.origin);
    if (!scheme) return undefined;
    try {
      return (await this.#authorize(endpoint, scheme, wanted)).header;
    } catch (error) {
      // Another repository of the host wanted a login; this one may do without.
      if (error instanceof RegistryError && error.fault.code === 'unauthorized') return undefined;
      throw error;
    }
  }

  /**
   * The `Authorization` that answers this challenge; `refused` is the one that was sent and did not do.
   * @throws RegistryError when there is none to give.
   */
  async answer(
    endpoint: Endpoint,
    header: string | undefined,
    refused: string | undefined,
    wanted: Wanted,
  ): Promise<string> {
    const challenges = parseChallenges(header ?? '');
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
    const basic = challenges.some(({ scheme }) => scheme === 'basic');
    const scheme: Scheme | undefined = bearer
      ? { type: 'bearer', challenge: bearer }
      : basic
        ? { type: 'basic' }
        : undefined;
    if (!scheme) throw await this.unauthorized(endpoint, 'the registry does not say how to log in');
    const key = keyOf(endpoint, wanted);
    if (this.#known.get(key)?.header === refused) this.#known.delete(key);
    if (this.#schemes.size >= maxTokens) this.#schemes.clear();
    this.#schemes.set(endpoint.origin, scheme);
    return (await this.#authorize(endpoint, scheme, wanted)).header;
  }

  #authorize(endpoint: Endpoint, scheme: Scheme, wanted: Wanted): Promise<Authorization> {
    const key = keyOf(endpoint, wanted);
    const known = this.#known.get(key);
    if (known && known.expiresAt > this.#clock.now()) return Promise.resolve(known);
    let underWay = this.#underWay.get(key);
    if (!underWay) {
      underWay = this.#obtain(endpoint, scheme, wanted).finally(() => this.#underWay.delete(key));
      this.#underWay.set(key, underWay);
    }
    return underWay;
  }

  async #obtain(endpoint: Endpoint, scheme: Scheme, wanted: Wanted): Promise<Authorization> {
    const credential = await this.#credentials(endpoint.registry, endpoint.repository);
    const obtained =
      scheme.type === 'basic'
        ? await this.#basic(endpoint, credential)
        : await this.#bearer(endpoint, scheme.challenge, credential, wanted);
    if (this.#known.size >= maxTokens) this.#known.clear();
    this.#known.set(keyOf(endpoint, wanted), obtained);
    return obtained;
  }

  async #basic(endpoint: Endpoint, credential: Credential | undefined): Promise<Authorization> {
    if (credential?.type !== 'basic') {
      throw await this.unauthorized(endpoint, 'the registry asks for user name and password');
    }
    // Asked for again now and then, so that `docker login` in a terminal is noticed.
    return { header: basicHeader(credential), expiresAt: this.#clock.now() + 60_000 };
  }

  async #bearer(
    endpoint: Endpoint,
    challenge: Challenge,
    credential: Credential | undefined,
    wanted: Wanted,
  ): Promise<Authorization> {
    const { token, lifetimeMs } =
      credential?.type === 'registry-token'
        ? { token: credential.token, lifetimeMs: 60_000 }
        : await this.#tokens.fetch(endpoint, challenge, credential, wanted);
    if (!tokenForm.test(token)) {
      const { registry: host } = endpoint;
      throw new RegistryError({ code: 'malformed', host, detail: 'the token cannot stand in a header' });
    }
    return { header: `Bearer ${token}`, expiresAt: this.#clock.now() + lifetimeMs };
  }

  /** The fault of a request that was refused although it carried what there was. */
  async unauthorized(endpoint: Endpoint, detail: string | undefined): Promise<RegistryError> {
    const { registry, repository } = endpoint;
    const credential = await this.#credentials(registry, repository);
    return new RegistryError({
      code: 'unauthorized',
      host: registry,
      repository,
      ...(credential ? {} : { anonymous: true }),
      ...(detail !== undefined && { detail }),
    });
  }
}

function keyOf(endpoint: Endpoint, { access = 'pull' }: Wanted): string {
  return `${access} ${endpoint.registry} ${endpoint.origin}/${endpoint.repository}`;
}
