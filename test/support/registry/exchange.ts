import type { IncomingMessage } from 'node:http';

/** One request, read whole. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower case, without the port. */
  readonly host: string;
  /** As the client named it, with the port. */
  readonly authority: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const MAX_BODY = 64 * 1024 * 1024;
const NOTHING = new Uint8Array();

export async function readExchange(request: IncomingMessage): Promise<Exchange> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.byteLength;
    if (length > MAX_BODY) throw new Error('the request body is too large for this registry');
    chunks.push(chunk);
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const authority = headers.host ?? 'localhost';
  const url = new URL(request.url ?? '/', 'http://registry.invalid');
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    host: authority.replace(/:\d+$/, '').toLowerCase(),
    authority,
    headers,
    body: Buffer.concat(chunks),
  };
}

export function reply(
  status: number,
  headers: Record<string, string> = {},
  body: Uint8Array = NOTHING,
): Reply {
  return { status, headers, body };
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  const body = new TextEncoder().encode(JSON.stringify(value));
  return reply(status, { 'content-type': 'application/json', ...headers }, body);
}

/** An error in the distribution specification's shape. */
export function failure(
  status: number,
  code: string,
  message: string,
  headers?: Record<string, string>,
): Reply {
  return json(status, { errors: [{ code, message }] }, headers);
}
