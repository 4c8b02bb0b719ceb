import type { Authenticator } from './authenticator.ts';
import type { Endpoint, PreferencesOf } from './endpoint.ts';
import { type FaultCode, RegistryError } from './fault.ts';
import type { Priority } from './host-limiter.ts';
import { checkHost, isLoopbackHost } from './host-policy.ts';
import type { HttpExchanger } from './http-exchange.ts';
import { errorDetail } from './json-body.ts';
import type { HttpResponse } from './ports.ts';

/** How a look-up is made: who waits for it, and how it is given up. */
export interface LookUpOptions {
  readonly priority: Priority;
  readonly signal?: AbortSignal | undefined;
  /** What the workspace that asks says of repositories; the client's own settings when absent. */
  readonly preferences?: PreferencesOf;
}

export interface RegistryRequest extends LookUpOptions {
  readonly method: 'GET' | 'HEAD';
  /** Below `/v2/<repository>/`, or a whole URL of the same origin (a next page). */
  readonly path: string | URL;
  readonly accept?: string;
  readonly maxBytes: number;
}

export interface RegistryResponse extends HttpResponse {
  /** Where the answer came from, after redirects. */
  readonly url: URL;
}

const maxRedirects = 5;
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
    let authorization = await this.#authenticator.known(endpoint, request.priority);
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
          ...(own && authorization !== undefined && { authorization }),
        },
        maxBytes: request.maxBytes,
        priority: request.priority,
        signal: request.signal,
        ...(own && { hostName: endpoint.registry }),
      });
      const { status } = response;
      if (redirects.has(status)) {
        if (++hops > maxRedirects) throw fault('redirect', url.host, `more than ${maxRedirects} redirects`);
        url = nextHop(url, response, endpoint);
      } else if (status === 401 && own && !answered) {
        const header = response.headers['www-authenticate'];
        authorization = await this.#authenticator.answer(endpoint, header, authorization, request.priority);
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

/** Where a redirect leads, if it may be followed. */
function nextHop(from: URL, response: HttpResponse, endpoint: Endpoint): URL {
  const location = response.headers.location;
  if (location === undefined || !URL.canParse(location, from.href)) {
    throw fault('redirect', from.host, `HTTP ${response.status} without a usable Location`);
  }
  const to = new URL(location, from);
  to.hash = '';
  const refuse = (why: string): RegistryError => fault('redirect', from.host, `to ${to.host}: ${why}`);
  if (to.protocol !== 'https:' && !(to.protocol === 'http:' && from.protocol === 'http:')) {
    throw refuse(`${to.protocol} is not https`);
  }
  if (to.username !== '' || to.password !== '') throw refuse('its address holds credentials');
  const check = checkHost(to.host);
  if (!check.ok) throw refuse(check.detail);
  if (isLoopbackHost(to.hostname) && !endpoint.loopback) throw refuse('it is this machine');
  return to;
}

function fault(code: FaultCode, host: string, detail: string): RegistryError {
  return new RegistryError({ code, host, detail });
}
