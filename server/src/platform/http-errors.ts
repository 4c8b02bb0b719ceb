import { HttpError, type HttpErrorCode } from '../registry/ports.ts';

const BY_CODE: Readonly<Record<string, HttpErrorCode>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timeout',
  EPROTO: 'tls',
};

/** What the system would say with its codes in it. */
const IN_WORDS: Readonly<Record<string, string>> = {
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to it',
  ETIMEDOUT: 'no answer',
};

/** OpenSSL's names of what is wrong with a certificate, and Node's. */
const TLS =
  /^(CERT_|CRL_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_|PATH_LENGTH_)/;

type SystemError = Error & { code?: string; errors?: Error[] };

/** Any error of a socket or of Node's HTTP client as an `HttpError`. */
export function httpErrorOf(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  const { code, message } = innermost(error);
  if (code !== undefined && TLS.test(code)) return new HttpError('tls', message);
  return new HttpError(BY_CODE[code ?? ''] ?? 'network', IN_WORDS[code ?? ''] ?? message);
}

/** Several addresses that were all tried come as one AggregateError; the first tells as much as all of them. */
function innermost(error: unknown): { code: string | undefined; message: string } {
  const { code, message, errors } = (
    error instanceof Error ? error : new Error(String(error))
  ) as SystemError;
  const [first] = errors ?? [];
  if (first === undefined) return { code, message };
  return { code: code ?? (first as SystemError).code, message: message || first.message };
}
