import type { HttpFetchParams, HttpFetchResult } from '../../server/src/lsp/protocol.ts';
import type { HttpErrorCode } from '../../server/src/registry/ports.ts';

/** The extension host's `fetch`: VS Code has put the user's proxy and certificate settings behind it. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface HttpBridgeOptions {
  readonly fetch: Fetch;
  /** Why nothing may be sent right now (Restricted Mode, a virtual workspace), or `undefined`. */
  readonly refusal: () => string | undefined;
  /** One line per exchange: method, address without its query, outcome. Never headers or bodies. */
  readonly log: (line: string) => void;
}

/** Serves `imageseal/httpFetch`; see `HttpClient` in registry/ports.ts for the contract. Never rejects. */
export type HttpBridge = (params: HttpFetchParams, signal: AbortSignal) => Promise<HttpFetchResult>;

/** Ends a request with a code that is already known. */
class BridgeError extends Error {
  readonly code: HttpErrorCode;
  constructor(code: HttpErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Lends the editor's `fetch` to the server: one request, no redirects, no cookies, bounded body and time. */
export function createHttpBridge(options: HttpBridgeOptions): HttpBridge {
  return async (params, signal) => {
    const started = Date.now();
    const result = await send(options, params, signal);
    const outcome = 'error' in result ? result.error.code : String(result.status);
    options.log(`${params.method} ${loggable(params.url)} ${outcome} ${Date.now() - started} ms`);
    return result;
  };
}

async function send(
  { fetch, refusal }: HttpBridgeOptions,
  params: HttpFetchParams,
  signal: AbortSignal,
): Promise<HttpFetchResult> {
  const refused = refusal();
  if (refused !== undefined) return failure('aborted', refused);
  if (!/^https?:\/\//i.test(params.url))
    return failure('network', 'Only http and https addresses are fetched.');

  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), params.timeoutMs);
  const progress = { headersArrived: false };
  try {
    const response = await fetch(params.url, {
      method: params.method,
      headers: params.headers,
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.any([signal, timeout.signal]),
      ...(params.body === undefined ? {} : { body: Buffer.from(params.body, 'base64') }),
    });
    progress.headersArrived = true;
    if (response.status === 0) return failure('network', 'The response hides its status.');
    const body = await readBody(response, params.maxBytes);
    return { status: response.status, headers: headersOf(response), body: body.toString('base64') };
  } catch (error) {
    if (timeout.signal.aborted) return failure('timeout', `No answer within ${params.timeoutMs} ms.`);
    if (signal.aborted) return failure('aborted', 'The request was cancelled.');
    if (error instanceof BridgeError) return failure(error.code, error.message);
    return failure(httpErrorCode(error, progress.headersArrived), describe(error));
  } finally {
    clearTimeout(timer);
  }
}

async function readBody(response: Response, maxBytes: number): Promise<Buffer> {
  const tooLarge = () => new BridgeError('too-large', `The body is longer than ${maxBytes} bytes.`);
  const declared = Number(response.headers.get('content-length') ?? 0);
  if (response.body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body.getReader();
  if (declared > maxBytes) {
    await reader.cancel().catch(() => undefined);
    throw tooLarge();
  }
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks, length);
    length += value.byteLength;
    if (length > maxBytes) {
      await reader.cancel().catch(() => undefined);
      throw tooLarge();
    }
    chunks.push(value);
  }
}

function headersOf(response: Response): Record<string, string> {
  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => {
    if (name !== 'set-cookie') headers[name.toLowerCase()] = value;
  });
  return headers;
}

/**
 * Which of the port's codes a failed `fetch` means. Node's fetch hides the reason in `cause` (and in `errors` when
 * several addresses were tried); Electron's says it in the message (`net::ERR_…`).
 */
export function httpErrorCode(error: unknown, headersArrived: boolean): HttpErrorCode {
  for (const text of reasons(error)) {
    for (const [pattern, code] of codes) {
      if (pattern.test(text)) return headersArrived && code === 'reset' ? 'truncated' : code;
    }
  }
  return headersArrived ? 'truncated' : 'network';
}

const codes: readonly (readonly [RegExp, HttpErrorCode])[] = [
  [/ENOTFOUND|EAI_AGAIN|EAI_|ERR_NAME_/, 'dns'],
  [/ECONNREFUSED|ERR_CONNECTION_REFUSED|EHOSTUNREACH|ENETUNREACH|ERR_ADDRESS_UNREACHABLE/, 'refused'],
  [/CONTENT_LENGTH_MISMATCH|INCOMPLETE_CHUNKED/, 'truncated'],
  [/TIMEOUT|ETIMEDOUT|TIMED_OUT/, 'timeout'],
  [/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO|SSL routines|HOSTNAME_MISMATCH/, 'tls'],
  [/ECONNRESET|EPIPE|UND_ERR_SOCKET|ERR_CONNECTION_(RESET|CLOSED)|ERR_EMPTY_RESPONSE|terminated/, 'reset'],
];

/** Codes and messages of an error and everything behind it, outermost last: the cause knows best. */
function reasons(error: unknown, depth = 0): string[] {
  if (depth > 4 || typeof error !== 'object' || error === null) return [];
  const { cause, errors, code, message } = error as Record<string, unknown>;
  const inner = [cause, ...(Array.isArray(errors) ? errors : [])].flatMap((e) => reasons(e, depth + 1));
  return [...inner, ...[code, message].filter((text) => typeof text === 'string')];
}

function describe(error: unknown): string {
  const [first] = reasons(error).filter((text) => text.includes(' '));
  return first ?? reasons(error)[0] ?? String(error);
}

function failure(code: HttpErrorCode, message: string): HttpFetchResult {
  return { error: { code, message } };
}

/** Queries can carry tokens and upload state, so the log gets the path alone. */
function loggable(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return '(malformed address)';
  }
}
