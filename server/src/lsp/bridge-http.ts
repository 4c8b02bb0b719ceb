import { CancellationTokenSource, type Connection } from 'vscode-languageserver/node';
import { deferred } from '../platform/deferred.ts';
import { isLoopbackHost } from '../registry/host-policy.ts';
import { type HttpClient, HttpError, type HttpErrorCode } from '../registry/ports.ts';
import { type HttpFetchParams, type HttpFetchResult, httpFetchRequest } from './protocol.ts';

const codes: ReadonlySet<string> = new Set<HttpErrorCode>([
  'dns',
  'refused',
  'reset',
  'tls',
  'timeout',
  'truncated',
  'too-large',
  'blocked-address',
  'aborted',
  'network',
]);

/** Milliseconds that the client may take longer than the request's own time before we stop waiting. */
const PATIENCE_MS = 2_000;

/**
 * An `HttpClient` over the editor's own network, with its proxies and certificates. Loopback hosts go through `direct`:
 * names below `localhost` are resolved by us and no proxy may see them.
 */
export function createBridgeHttp(connection: Connection, direct: HttpClient, userAgent: string): HttpClient {
  return async (request) => {
    // `direct` refuses them where they must not be reached. What a name resolves to, only the editor's network knows.
    if (isLoopbackHost(new URL(request.url).hostname)) return await direct(request);
    const { url, method, maxBytes, timeoutMs, signal } = request;
    const params: HttpFetchParams = {
      url,
      method,
      headers: { 'user-agent': userAgent, ...request.headers },
      maxBytes,
      timeoutMs,
      ...(request.body && { body: Buffer.from(request.body).toString('base64') }),
    };
    const result = await send(connection, params, signal);
    if (typeof result !== 'object' || result === null)
      throw new HttpError('network', 'the editor gave no answer');
    if ('error' in result) {
      const { code, message } = result.error;
      throw new HttpError(codes.has(code) ? (code as HttpErrorCode) : 'network', message);
    }
    const body = new Uint8Array(Buffer.from(result.body, 'base64'));
    if (body.byteLength > maxBytes)
      throw new HttpError('too-large', `the answer is larger than ${maxBytes} bytes`);
    return { status: result.status, headers: result.headers, body };
  };
}

async function send(
  connection: Connection,
  params: HttpFetchParams,
  signal: AbortSignal | undefined,
): Promise<HttpFetchResult> {
  if (signal?.aborted) throw new HttpError('aborted', 'the request was cancelled');
  const cancellation = new CancellationTokenSource();
  const stopped = deferred<never>();
  const stop = (error: HttpError) => {
    cancellation.cancel();
    stopped.reject(error);
  };
  const abort = () => stop(new HttpError('aborted', 'the request was cancelled'));
  const timer = setTimeout(
    () => stop(new HttpError('timeout', `no complete answer within ${params.timeoutMs / 1000} s`)),
    params.timeoutMs + PATIENCE_MS,
  );
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const answer = connection.sendRequest<HttpFetchResult>(httpFetchRequest, params, cancellation.token);
    return await Promise.race([answer, stopped.promise]);
  } catch (error) {
    throw error instanceof HttpError ? error : new HttpError('network', String(error));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    cancellation.dispose();
  }
}
