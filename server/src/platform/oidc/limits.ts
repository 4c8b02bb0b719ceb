import type { Clock } from '../../registry/ports.ts';
import { deferred } from '../deferred.ts';
import { OidcError } from './problem.ts';

export interface Patience {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Milliseconds for the whole sign-in: a person may have to look for a second factor. */
  readonly timeoutMs: number;
}

/** When a sign-in must end. */
export interface Limits {
  /** Aborted at the end, with the `OidcError` that says why. */
  readonly signal: AbortSignal;
  /** The result of something that does not know the signal; rejects at the end. */
  until<T>(promise: PromiseLike<T> | T): Promise<T>;
}

/**
 * Does some work that ends when it is cancelled or has taken too long. Cleaning up is for `work` itself: nobody waits
 * for less than all of it.
 */
export async function within<T>(patience: Patience, work: (limits: Limits) => Promise<T>): Promise<T> {
  const { signal, clock, timeoutMs } = patience;
  if (signal.aborted) throw new OidcError('cancelled');
  const ending = new AbortController();
  const ended = deferred<never>();
  // Nobody may be waiting at that moment.
  ended.promise.catch(() => {});
  const end = (error: OidcError) => {
    ended.reject(error);
    ending.abort(error);
  };
  const abort = () => end(new OidcError('cancelled'));
  const minutes = Math.max(1, Math.round(timeoutMs / 60_000));
  const stopClock = clock.after(timeoutMs, () => end(new OidcError('timeout', String(minutes))));
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await work({
      signal: ending.signal,
      until: (promise) => Promise.race([promise, ended.promise]),
    });
  } finally {
    stopClock();
    signal.removeEventListener('abort', abort);
  }
}
