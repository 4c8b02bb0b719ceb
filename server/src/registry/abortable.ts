import { RegistryError } from './fault.ts';

/** Waits for work that others share, and which goes on without this caller when its signal is aborted. */
export function abortable<T>(work: Promise<T>, host: string, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new RegistryError({ code: 'aborted', host }));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
