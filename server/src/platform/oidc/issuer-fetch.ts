import type { CustomFetch } from 'openid-client';
import { isLoopbackHost } from '../../registry/host-policy.ts';
import { httpTrouble } from '../../registry/http-trouble.ts';
import type { Clock, HttpClient, HttpError, HttpRequest } from '../../registry/ports.ts';
import { OidcError, oneLine } from './problem.ts';

/** Metadata take 2 KB, tokens as much. */
const maxBytes = 256 * 1024;
const timeoutMs = 10_000;

/** Headers of an answer that the library looks at. */
const wanted = ['content-type', 'www-authenticate', 'retry-after', 'dpop-nonce'];
/** Statuses that the platform's `Response` allows no body for. */
const bodiless = new Set([204, 205, 304]);

export interface IssuerFetchOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  /** Only what is on this machine itself may be asked without encryption, and only by an issuer that is there too. */
  readonly loopback: boolean;
  readonly signal: AbortSignal;
}

export interface IssuerFetch {
  /** Asks with our own HTTP, which knows the editor's proxies. Rejects with `OidcError`. */
  readonly fetch: CustomFetch;
  /** How many milliseconds the issuer's clock is ahead of ours, by its last answer. */
  offset(): number | undefined;
}

export function createIssuerFetch({ http, clock, loopback, signal }: IssuerFetchOptions): IssuerFetch {
  let offset: number | undefined;
  return {
    offset: () => offset,
    fetch: async (address, init) => {
      const url = new URL(address);
      if (!mayAsk(url, loopback)) throw new OidcError('endpoint-refused', url.host, url.origin);
      const { 'user-agent': _library, ...headers } = init.headers;
      const request: HttpRequest = {
        url: url.href,
        method: init.method === 'POST' ? 'POST' : 'GET',
        headers,
        maxBytes,
        timeoutMs,
        signal: init.signal ? AbortSignal.any([signal, init.signal]) : signal,
        ...(init.body != null && { body: Buffer.from(String(init.body)) }),
      };
      const answer = await http(request).catch((error: HttpError) => {
        if (signal.aborted) throw signal.reason;
        // By its shape: the class of this bundle is not the one that it was made with.
        throw new OidcError('issuer-unreachable', url.host, oneLine(httpTrouble(error.code, error.message)));
      });
      const date = Date.parse(answer.headers.date ?? '');
      if (!Number.isNaN(date)) offset = date - clock.now();
      return responseOf(answer.status, answer.headers, answer.body);
    },
  };
}

/** Https anywhere but on this machine, and anything on this machine for an issuer that is there. */
export function mayAsk(url: URL, loopback: boolean): boolean {
  if (isLoopbackHost(url.hostname)) return loopback && /^https?:$/.test(url.protocol);
  return url.protocol === 'https:';
}

function responseOf(status: number, headers: Readonly<Record<string, string>>, body: Uint8Array): Response {
  const kept = wanted.flatMap((name): [string, string][] => {
    const value = headers[name];
    return value === undefined ? [] : [[name, value]];
  });
  return new Response(bodiless.has(status) ? null : new Uint8Array(body), { status, headers: kept });
}
