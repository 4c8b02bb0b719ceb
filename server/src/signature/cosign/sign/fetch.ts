import { AsyncLocalStorage } from 'node:async_hooks';
import { httpTrouble } from '../../../registry/http-trouble.ts';
import type { Clock, HttpClient, HttpError, HttpRequest, HttpResponse } from '../../../registry/ports.ts';
import { sleep } from '../../../registry/sleep.ts';

/** Where the requests of one call go, and what became of the last of them. */
export interface Connection {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  failure?: ServiceFailure | undefined;
}

/** `unreachable`: no answer. `refused`: an answer that says no. */
export interface ServiceFailure {
  readonly kind: 'unreachable' | 'refused';
  /** On one short line; never a token. */
  readonly detail: string;
}

const connections = new AsyncLocalStorage<Connection>();

/** Runs `call` so that everything it fetches goes through this connection and no other's. */
export function through<T>(connection: Connection, call: () => Promise<T>): Promise<T> {
  return connections.run(connection, call);
}

/** Answers of Fulcio, Rekor and timestamp authorities take some KB. */
const maxBytes = 1024 * 1024;
/** Milliseconds; a version 2 log answers only when it has published a checkpoint. */
const timeoutMs = 30_000;
const waits = [300, 900];

interface FetchOptions {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/**
 * What @sigstore/sign gets instead of make-fetch-happen (`alias` in scripts/build.mjs, scripts/vitest-setup.ts): as much
 * of it as is used there, over our own HTTP, which knows the editor's proxies and certificates.
 */
export default async function fetch(url: string, { method, headers, body }: FetchOptions) {
  const connection = connections.getStore();
  if (!connection) throw new Error('a request outside of any signing');
  const { http, signal, clock } = connection;
  const { 'user-agent': _, ...own } = headers;
  const request: HttpRequest = {
    url,
    method: method === 'GET' ? 'GET' : 'POST',
    headers: { ...own, 'accept-encoding': 'identity' },
    ...(body !== undefined && { body: Buffer.from(body) }),
    maxBytes,
    timeoutMs,
    signal,
  };
  for (let attempt = 0; ; attempt++) {
    const answer = await once(http, request);
    if (!('kind' in answer) && answer.status < 300) {
      connection.failure = undefined;
      return responseOf(answer);
    }
    const failure = 'kind' in answer ? answer : refusalOf(answer);
    connection.failure = failure;
    const wait = waits[attempt];
    const again = 'kind' in answer ? answer.again : isTransient(answer.status);
    if (!again || wait === undefined || signal.aborted) {
      if ('kind' in answer) throw new Error(failure.detail);
      return responseOf(answer);
    }
    await sleep(clock, wait, signal);
  }
}

/** By its shape: this file is bundled apart from the one that makes the error, with a class of its own. */
async function once(
  http: HttpClient,
  request: HttpRequest,
): Promise<HttpResponse | (ServiceFailure & { readonly again: boolean })> {
  try {
    return await http(request);
  } catch (error) {
    const { code = 'network', message = 'no answer' } = error as Partial<HttpError>;
    const detail = oneLine(httpTrouble(code, message));
    return { kind: 'unreachable', detail, again: code === 'reset' || code === 'truncated' };
  }
}

function isTransient(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

function responseOf({ status, headers, body }: HttpResponse) {
  const bytes = Buffer.from(body);
  return {
    ok: status >= 200 && status < 300,
    status,
    statusText: `HTTP ${status}`,
    headers: { get: (name: string) => headers[name] ?? null },
    json: async (): Promise<unknown> => JSON.parse(bytes.toString()),
    buffer: async () => bytes,
  };
}

/** Fulcio and Rekor say why in `message`; others in plain text. */
function refusalOf({ status, headers, body }: HttpResponse): ServiceFailure {
  const text = Buffer.from(body.subarray(0, 4096)).toString();
  let said = headers['content-type']?.startsWith('text/html') ? '' : text;
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    if (typeof message === 'string') said = message;
  } catch {
    // Plain text it is.
  }
  return { kind: 'refused', detail: oneLine(`HTTP ${status} ${said}`) };
}

/** Text of a stranger, fit for a message: one line, 200 characters, and no token even if it was sent back. */
export function oneLine(text: string): string {
  return text
    .replace(/[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '…')
    .replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]+/g, ' ')
    .trim()
    .slice(0, 200);
}
