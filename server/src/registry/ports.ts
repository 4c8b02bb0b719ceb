/** The world as the registry client needs it; adapters live in `platform/` and, for VS Code, in the extension. */

export interface HttpRequest {
  readonly url: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** A body longer than this ends the request with `HttpError` code `too-large`. */
  readonly maxBytes: number;
  /** Milliseconds for the whole exchange. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** A stranger names the host: addresses of this machine are refused, resolved ones wherever the connection is ours. */
  readonly loopback?: false;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * Sends one request and reads the whole body. Never follows a redirect (the registry client checks each hop), adds no
 * credentials and keeps no cookies. Rejects with `HttpError` alone.
 */
export type HttpClient = (request: HttpRequest) => Promise<HttpResponse>;

export type HttpErrorCode =
  | 'dns'
  | 'refused'
  | 'reset'
  | 'tls'
  | 'timeout'
  | 'truncated'
  | 'too-large'
  | 'blocked-address'
  | 'aborted'
  | 'network';

export class HttpError extends Error {
  readonly code: HttpErrorCode;
  constructor(code: HttpErrorCode, message: string) {
    super(message);
    this.name = 'HttpError';
    this.code = code;
  }
}

export type Credential =
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  /** An OAuth2 refresh token (`identitytoken` of Docker's config.json). */
  | { readonly type: 'identity-token'; readonly token: string }
  /** A ready bearer token (`registrytoken`). */
  | { readonly type: 'registry-token'; readonly token: string };

/** Credentials of exactly this registry host (and repository), or `undefined` for anonymous access. Never rejects. */
export type Credentials = (registry: string, repository: string) => Promise<Credential | undefined>;

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `ms`; the result cancels. */
  after(ms: number, callback: () => void): () => void;
}

export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
