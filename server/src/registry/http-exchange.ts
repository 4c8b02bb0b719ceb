import { type Fault, type FaultCode, RegistryError } from './fault.ts';
import type { HostLimiter, Priority } from './host-limiter.ts';
import { type Clock, type HttpClient, HttpError, type HttpRequest, type HttpResponse } from './ports.ts';
import { parseRetryAfter } from './retry-after.ts';
import { sleep } from './sleep.ts';

/** One request to one URL. */
export interface Exchange {
  readonly url: URL;
  readonly method: HttpRequest['method'];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly maxBytes: number;
  readonly priority: Priority;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the exchange with its retries; 15 s unless told. */
  readonly timeoutMs?: number | undefined;
  /** False for what must not be done twice: it is sent again only when it was surely not done. */
  readonly repeatable?: boolean | undefined;
  /** How faults call the other side, where that is not the URL's host (`docker.io`). */
  readonly hostName?: string;
}

export interface HttpExchangerOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly limiter: HostLimiter;
  readonly random?: () => number;
}

/** Milliseconds for one exchange, retries and the waits between them included; time in the queue is extra. */
const totalTimeout = 15_000;
const maxRetries = 2;
const longestWait = 5_000;
const firstRetryWait = 250;
/** A host that says "too many" without saying until when is left alone this long. */
const unspecifiedPause = 60_000;

const transient: ReadonlySet<FaultCode> = new Set(['reset', 'truncated']);
/** Answers that say something definite about the request: not implemented, no room. */
const definite: ReadonlySet<number> = new Set([501, 507]);
const hostFailures: ReadonlySet<FaultCode> = new Set([
  'dns',
  'refused',
  'reset',
  'tls',
  'timeout',
  'truncated',
  'network',
]);

/**
 * Sends a request within its host's limits and tries again where that can help: twice at most, and only after a short
 * wait. Redirects and 4xx answers other than 429 are the caller's.
 */
export class HttpExchanger {
  readonly #http: HttpClient;
  readonly #clock: Clock;
  readonly #limiter: HostLimiter;
  readonly #random: () => number;

  constructor(options: HttpExchangerOptions) {
    this.#http = options.http;
    this.#clock = options.clock;
    this.#limiter = options.limiter;
    this.#random = options.random ?? Math.random;
  }

  /** @throws RegistryError when there is no answer, or none but 429 and 5xx. */
  async send(exchange: Exchange): Promise<HttpResponse> {
    const { host } = exchange.url;
    let deadline: number | undefined;
    for (let attempt = 0; ; attempt++) {
      const { startedAt, outcome } = await this.#limiter.run(
        host,
        exchange.priority,
        exchange.signal,
        async () => {
          const startedAt = this.#clock.now();
          deadline ??= startedAt + (exchange.timeoutMs ?? totalTimeout);
          return { startedAt, outcome: await this.#once(exchange, Math.max(1, deadline - startedAt)) };
        },
      );
      if ('status' in outcome) {
        this.#limiter.succeeded(host);
        return outcome;
      }
      const { fault, retryAt } = outcome;
      const now = this.#clock.now();
      const wait = retryAt === undefined ? this.#retryWait(attempt) : retryAt - now;
      const again = outcome.again && (exchange.repeatable !== false || fault.code === 'rate-limited');
      const mayRetry = again && attempt < maxRetries && wait <= longestWait;
      if (mayRetry && now + wait < (deadline ?? now)) {
        if (retryAt !== undefined) this.#limiter.pause(host, retryAt, fault);
        else await sleep(this.#clock, wait, exchange.signal);
        continue;
      }
      throw new RegistryError(this.#giveUp(host, startedAt, fault, retryAt));
    }
  }

  #retryWait(attempt: number): number {
    return firstRetryWait * 2 ** attempt * (1 + this.#random());
  }

  /** Lets the host rest as it asked or as its failures suggest. */
  #giveUp(host: string, startedAt: number, fault: Fault, retryAt: number | undefined): Fault {
    if (retryAt !== undefined || fault.code === 'rate-limited') {
      const until = retryAt ?? this.#clock.now() + unspecifiedPause;
      this.#limiter.pause(host, until, fault);
      return { ...fault, retryAt: until };
    }
    if (hostFailures.has(fault.code) || fault.code === 'server-error') {
      this.#limiter.failed(host, startedAt, fault);
    }
    return fault;
  }

  async #once(
    exchange: Exchange,
    timeoutMs: number,
  ): Promise<HttpResponse | { fault: Fault; again: boolean; retryAt: number | undefined }> {
    const host = exchange.hostName ?? exchange.url.host;
    const failure = (code: FaultCode, detail: string, again: boolean, retryAt?: number) => ({
      fault: { code, host, detail },
      again,
      retryAt,
    });
    let response: HttpResponse;
    try {
      response = await this.#http({
        url: exchange.url.href,
        method: exchange.method,
        headers: exchange.headers,
        ...(exchange.body && { body: exchange.body }),
        maxBytes: exchange.maxBytes,
        timeoutMs,
        ...(exchange.signal && { signal: exchange.signal }),
      });
    } catch (error) {
      const code = error instanceof HttpError ? error.code : 'network';
      return failure(code, error instanceof Error ? error.message : String(error), transient.has(code));
    }
    const { status, headers, body } = response;
    if (body.byteLength > exchange.maxBytes) return failure('too-large', `${body.byteLength} bytes`, false);
    if (status !== 429 && (status < 500 || definite.has(status))) return response;
    const retryAt = parseRetryAfter(headers['retry-after'], this.#clock.now());
    const code = status === 429 ? 'rate-limited' : 'server-error';
    return failure(code, `HTTP ${status}`, true, retryAt);
  }
}
