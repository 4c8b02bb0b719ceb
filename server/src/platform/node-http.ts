import http from 'node:http';
import { type HttpClient, HttpError, type HttpRequest, type HttpResponse } from '../registry/ports.ts';
import { deferred } from './deferred.ts';
import { type AgentOptions, createAgents } from './http-agents.ts';
import { httpErrorOf } from './http-errors.ts';
import { createSafeLookup, type Resolver, refuseLiteral } from './safe-lookup.ts';

export interface NodeHttpOptions extends AgentOptions {
  readonly userAgent: string;
  /** Milliseconds until a connection must stand (default 5,000). */
  readonly connectTimeoutMs?: number;
  /** Name resolution (default the system's); `localhost` names never get there. */
  readonly resolve?: Resolver;
}

/** An `HttpClient` with Node's own sockets, which connects only to addresses that may be reached. */
export function createNodeHttp(options: NodeHttpOptions): HttpClient {
  const lookup = createSafeLookup(options.resolve);
  const lookupElsewhere = createSafeLookup(options.resolve, { loopback: false });
  const agentFor = createAgents(options);
  const connectTimeoutMs = options.connectTimeoutMs ?? 5_000;

  return async (request) => {
    const deadline = Date.now() + request.timeoutMs;
    const attempt = (): Promise<HttpResponse> => {
      const url = new URL(request.url);
      const elsewhere = request.loopback === false;
      refuseLiteral(url.hostname, elsewhere);
      const outgoing = {
        ...addressOf(url),
        method: request.method,
        headers: { 'user-agent': options.userAgent, 'accept-encoding': 'identity', ...request.headers },
        lookup: elsewhere ? lookupElsewhere : lookup,
        agent: agentFor(url, elsewhere),
      };
      const timeoutMs = Math.max(1, deadline - Date.now());
      return exchange(outgoing, { ...request, timeoutMs }, connectTimeoutMs);
    };
    try {
      return await attempt().catch((error: unknown) => {
        // A kept connection that the server has closed meanwhile says nothing about the server.
        if (error instanceof StaleConnection) return attempt();
        throw error;
      });
    } catch (error) {
      throw httpErrorOf(error);
    }
  };
}

/** A connection from an earlier request broke before the answer began, on a request that may be repeated. */
class StaleConnection extends HttpError {}

/** Where a URL leads, as `http.request` wants it; given a URL it takes it apart in a slower way. */
function addressOf({ protocol, hostname, port, pathname, search }: URL): http.RequestOptions {
  const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return { protocol, hostname: host, port, path: `${pathname}${search}` };
}

function exchange(
  options: http.RequestOptions,
  request: HttpRequest,
  connectTimeoutMs: number,
): Promise<HttpResponse> {
  const { promise, resolve, reject } = deferred<HttpResponse>();
  if (request.signal?.aborted) {
    reject(cancelled());
    return promise;
  }
  // A module that takes milliseconds to load is loaded when it is needed.
  const { request: open } = options.protocol === 'https:' ? process.getBuiltinModule('node:https') : http;
  const outgoing = open(options);
  // The first reason counts: the errors that follow from the destroyed socket come too late to be heard.
  const stop = (error: HttpError): void => {
    reject(error);
    outgoing.destroy();
  };
  const abort = () => stop(cancelled());
  const total = setTimeout(() => stop(timedOut('no complete answer', request.timeoutMs)), request.timeoutMs);
  request.signal?.addEventListener('abort', abort, { once: true });

  outgoing.once('socket', (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(() => stop(timedOut('no connection', connectTimeoutMs)), connectTimeoutMs);
    const settled = () => clearTimeout(timer);
    socket.once('connect', settled).once('close', settled);
  });
  outgoing.once('response', (response) => {
    readBody(response, request, stop).then(resolve, reject);
  });
  outgoing.on('error', (error: NodeJS.ErrnoException) => {
    const repeatable = request.method === 'GET' || request.method === 'HEAD';
    const stale = outgoing.reusedSocket && repeatable && error.code === 'ECONNRESET';
    reject(stale ? new StaleConnection('reset', error.message) : error);
  });
  outgoing.end(request.body);

  return promise.finally(() => {
    clearTimeout(total);
    request.signal?.removeEventListener('abort', abort);
  });
}

/** By events: an async iterator costs a good part of the time that a small answer takes. */
function readBody(
  response: http.IncomingMessage,
  request: HttpRequest,
  stop: (error: HttpError) => void,
): Promise<HttpResponse> {
  const { promise, resolve, reject } = deferred<HttpResponse>();
  const tooLarge = () =>
    stop(new HttpError('too-large', `the answer is larger than ${request.maxBytes} bytes`));
  const announced = Number(response.headers['content-length'] ?? 0);
  if (request.method !== 'HEAD' && announced > request.maxBytes) tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  response.on('data', (chunk: Uint8Array) => {
    length += chunk.byteLength;
    if (length > request.maxBytes) tooLarge();
    else chunks.push(chunk);
  });
  const broke = (why: string) =>
    reject(new HttpError('truncated', `the answer broke off after ${length} bytes (${why})`));
  response.once('error', (error) => broke(error.message));
  response.once('close', () => {
    if (!response.readableEnded) broke('aborted');
  });
  response.once('end', () => {
    const { statusCode = 0, headers } = response;
    resolve({ status: statusCode, headers: flatten(headers), body: concat(chunks, length) });
  });
  return promise;
}

function cancelled(): HttpError {
  return new HttpError('aborted', 'the request was cancelled');
}

/** In tenths of a second: what is left of the time may be a millisecond less than was asked for. */
function timedOut(what: string, ms: number): HttpError {
  return new HttpError('timeout', `${what} within ${Math.round(ms / 100) / 10} s`);
}

function flatten(headers: http.IncomingHttpHeaders): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) result[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return result;
}

function concat(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const body = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.byteLength;
  }
  return body;
}
