import { abortable } from './abortable.ts';
import type { Authenticator } from './authenticator.ts';
import type { Access, Endpoint, PreferencesOf } from './endpoint.ts';
import { RegistryError } from './fault.ts';
import type { Priority } from './host-limiter.ts';
import { checkHost } from './host-policy.ts';
import type { HttpExchanger } from './http-exchange.ts';
import { errorDetail } from './json-body.ts';
import { nextHop } from './next-hop.ts';
import type { HttpRequest, HttpResponse } from './ports.ts';

/** How a look-up is made: who waits for it, and how it is given up. */
export interface LookUpOptions {
  readonly priority: Priority;
  readonly signal?: AbortSignal | undefined;
  /** What the workspace that asks says of repositories; the client's own settings when absent. */
  readonly preferences?: PreferencesOf;
}

export interface RegistryRequest extends LookUpOptions {
  readonly method: HttpRequest['method'];
  /** Below `/v2/<repository>/`, or a whole URL: a next page, or what `nextHop` allowed. */
  readonly path: string | URL;
  readonly accept?: string;
  /** Beside `accept`: `content-type`, `if-match`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly maxBytes: number;
  /** What the token must allow; reading unless told. */
  readonly access?: Access;
  /** As for an `Exchange`. */
  readonly timeoutMs?: number | undefined;
  readonly repeatable?: boolean | undefined;
}

export interface RegistryResponse extends HttpResponse {
  /** Where the answer came from, after redirects. */
  readonly url: URL;
}

const maxRedirects = 5;
const reads: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * One authenticated exchange with a registry. It follows redirects itself: each hop is checked, and what authorises a
 * request never leaves the registry's own origin.
 */
export class RegistryTransport {
  readonly #exchanger: HttpExchanger;
  readonly #authenticator: Authenticator;
  /** Checked, by their address. */
  readonly #bases = new Map<string, Base>();

  constructor(exchanger: HttpExchanger, authenticator: Authenticator) {
    this.#exchanger = exchanger;
    this.#authenticator = authenticator;
  }

  /**
   * Resolves to an answer that is neither a redirect nor 401, 403, 429 or 5xx.
   * @throws RegistryError for everything else.
   */
  async send(endpoint: Endpoint, request: RegistryRequest): Promise<RegistryResponse> {
    const { href, origin } = this.#baseOf(endpoint);
    let url = new URL(request.path, href);
    const login = <T>(work: Promise<T>): Promise<T> => abortable(work, endpoint.registry, request.signal);
    let authorization = await login(this.#authenticator.known(endpoint, request));
    let answered = false;

    for (let hops = 0; ; ) {
      const own = url.origin === origin;
      const response = await this.#exchanger.send({
        url,
        method: request.method,
        headers: {
          accept: request.accept ?? '*/*',
          // A digest and a size are those of the bytes as they are kept.
          'accept-encoding': 'identity',
          ...request.headers,
          ...(own && authorization !== undefined && { authorization }),
        },
        ...(request.body && { body: request.body }),
        maxBytes: request.maxBytes,
        priority: request.priority,
        signal: request.signal,
        timeoutMs: request.timeoutMs,
        repeatable: request.repeatable,
        ...(own && { hostName: endpoint.registry }),
      });
      const { status } = response;
      if (redirects.has(status)) {
        if (++hops > maxRedirects) throw astray(url, `more than ${maxRedirects} redirects`);
        // These turn what was sent into a GET: nothing would be pushed.
        if (!reads.has(request.method) && status < 307)
          throw astray(url, `HTTP ${status} in answer to a ${request.method}`);
        url = nextHop(url, response, endpoint);
      } else if (status === 401 && own && !answered) {
        const header = response.headers['www-authenticate'];
        authorization = await login(this.#authenticator.answer(endpoint, header, authorization, request));
        answered = true;
      } else if (status === 401 && own) {
        throw await this.#authenticator.unauthorized(endpoint, errorDetail(response));
      } else if (status === 401 || status === 403) {
        const { registry, repository } = endpoint;
        throw new RegistryError({
          code: 'forbidden',
          host: own ? registry : url.host,
          repository,
          detail: errorDetail(response),
        });
      } else {
        return { ...response, url };
      }
    }
  }

  /** What all requests to a repository have in common. @throws RegistryError when its host must not be asked. */
  #baseOf({ registry, repository, origin }: Endpoint): Base {
    const href = `${origin}/v2/${repository}/`;
    const known = this.#bases.get(href);
    if (known) return known;
    const check = checkHost(origin.slice(origin.indexOf('//') + 2));
    if (!check.ok || !URL.canParse(href)) {
      const detail = check.ok ? `${registry} is not a host name` : check.detail;
      throw new RegistryError({ code: 'blocked-address', host: registry, detail });
    }
    const base = { href, origin: new URL(href).origin };
    if (this.#bases.size >= maxBases) this.#bases.clear();
    this.#bases.set(href, base);
    return base;
  }
}

interface Base {
  /** `https://registry-1.docker.io/v2/library/nginx/` */
  readonly href: string;
  readonly origin: string;
}

/** Repositories whose addresses are remembered. */
const maxBases = 1_000;

function astray(url: URL, detail: string): RegistryError {
  return new RegistryError({ code: 'redirect', host: url.host, detail });
}
