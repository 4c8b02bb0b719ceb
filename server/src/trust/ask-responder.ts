import { type Fault, type FaultCode, RegistryError } from '../registry/fault.ts';
import { type HostLimiter, priority } from '../registry/host-limiter.ts';
import { httpTrouble } from '../registry/http-trouble.ts';
import { type Clock, type HttpClient, HttpError, type HttpResponse } from '../registry/ports.ts';
import type { RevocationQuestion } from '../signature/verification.ts';
import { responderAddress } from './responder-address.ts';

export interface ResponderWorld {
  readonly http: HttpClient;
  readonly clock: Clock;
  /** Lets a host that is dead or overloaded rest, so that it costs one time-out. */
  readonly limiter: HostLimiter;
}

export interface ResponderOptions {
  /** The image's registry is on this machine, so responders may be, too. */
  readonly own: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** `retryAt`: milliseconds since the epoch until which the host rests. */
export type Outcome =
  | { readonly bytes: Uint8Array }
  | { readonly problem: string; readonly retryAt?: number; readonly refused?: boolean };

/** Milliseconds for which nothing is asked again that failed. */
export const restMs = 60_000;

/**
 * A list of 10 MB has some 200,000 entries, more than public authorities put into one. It is read at one go by the server
 * that answers the editor, and may have come to it as base64: notation's 32 MiB would be felt.
 */
const limits = {
  ocsp: { maxBytes: 64 * 1024, timeoutMs: 2_000 },
  crl: { maxBytes: 10 * 1024 * 1024, timeoutMs: 5_000 },
};
const headers = {
  ocsp: { 'content-type': 'application/ocsp-request', accept: 'application/ocsp-response, */*' },
  crl: { accept: 'application/pkix-crl, */*' },
};
const maxRedirects = 2;
/** Those that keep the method: a question that was turned into a GET would ask nothing. Of 301 and 302 RFC 9110 allows it. */
const redirects: ReadonlySet<number> = new Set([301, 302, 307, 308]);
const dead: ReadonlySet<FaultCode> = new Set(['dns', 'refused', 'reset', 'tls', 'timeout', 'network']);

/**
 * Asks one question. What comes is not looked at: content types are wrong too often, and the bytes are signed. Never
 * rejects; `undefined` when it was given up.
 */
export async function askResponder(
  { kind, url, body }: RevocationQuestion,
  { http, clock, limiter }: ResponderWorld,
  { own, signal }: ResponderOptions,
): Promise<Outcome | undefined> {
  const { maxBytes, timeoutMs } = limits[kind];
  let deadline: number | undefined;

  const exchange = async (to: URL): Promise<HttpResponse> => {
    deadline ??= clock.now() + timeoutMs;
    const send = () =>
      http({
        url: to.href,
        method: body ? 'POST' : 'GET',
        headers: headers[kind],
        ...(body && { body }),
        maxBytes,
        timeoutMs: Math.max(1, deadline! - clock.now()),
        ...(!own && { loopback: false }),
        ...(signal && { signal }),
      });
    // A kept connection that was closed meanwhile says nothing about the responder; the same may be asked twice.
    return await send().catch((error) => {
      if (error instanceof HttpError && error.code === 'reset') return send();
      throw error;
    });
  };

  /** @throws RegistryError when there is no answer. */
  const ask = (to: URL): Promise<HttpResponse> => {
    const place = `${kind} ${to.host}`;
    return limiter.run(place, priority.open, signal, async () => {
      const fail = (code: FaultCode, detail: string, rests: boolean): RegistryError => {
        const retryAt = clock.now() + restMs;
        const fault: Fault = { code, host: to.host, detail, retryAt };
        if (rests) limiter.pause(place, retryAt, fault);
        return new RegistryError(fault);
      };
      let response: HttpResponse;
      try {
        response = await exchange(to);
      } catch (error) {
        const code = error instanceof HttpError ? error.code : 'network';
        throw fail(
          code,
          error instanceof Error ? httpTrouble(code, error.message) : String(error),
          dead.has(code),
        );
      }
      const { status } = response;
      if (status === 429 || status >= 500) throw fail('server-error', `HTTP ${status}`, true);
      return response;
    });
  };

  try {
    let from: URL | undefined;
    let address = url;
    for (let hops = 0; hops <= maxRedirects; hops++) {
      const to = responderAddress(address, own);
      if (typeof to === 'string')
        return { problem: from ? `${from.host} leads elsewhere: ${to}` : to, refused: true };
      if (from?.protocol === 'https:' && to.protocol === 'http:') {
        return { problem: `${from.host} leads from https to http` };
      }
      const response = await ask(to);
      if (!redirects.has(response.status)) return outcomeOf(response, maxBytes);
      const { location = '' } = response.headers;
      if (location === '' || !URL.canParse(location, to.href)) {
        return { problem: `HTTP ${response.status} without a usable Location` };
      }
      address = new URL(location, to).href;
      from = to;
    }
    return { problem: `more than ${maxRedirects} redirects` };
  } catch (error) {
    if (!(error instanceof RegistryError)) return { problem: String(error) };
    const { code, detail = code, retryAt } = error.fault;
    if (code === 'aborted') return undefined;
    const refused = code === 'blocked-address' && { refused: true };
    return { problem: detail, ...(retryAt !== undefined && { retryAt }), ...refused };
  }
}

function outcomeOf({ status, body }: HttpResponse, maxBytes: number): Outcome {
  if (status !== 200) return { problem: `HTTP ${status}` };
  if (body.byteLength > maxBytes) return { problem: `the answer is larger than ${maxBytes} bytes` };
  return body.byteLength === 0 ? { problem: 'the answer is empty' } : { bytes: body };
}
