/** Longer waits than this are not believed. */
const maxWait = 24 * 60 * 60 * 1000;

/**
 * Milliseconds since the epoch that a `Retry-After` header names: seconds from `now`, or an HTTP date (RFC 9110, 10.2.3).
 * `undefined` when there is none or it makes no sense.
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const at = /^\d{1,9}$/.test(text) ? now + Number(text) * 1000 : httpDate(text);
  return at === undefined ? undefined : Math.min(Math.max(at, now), now + maxWait);
}

function httpDate(text: string): number | undefined {
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}
