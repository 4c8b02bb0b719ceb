import type { Tuf } from './tuf/tuf.ts';

let loading: Promise<Tuf> | undefined;

/** The TUF client, loaded when there is something to refresh or to verify again. */
export function loadTuf(): Promise<Tuf> {
  loading ??= import('./tuf/tuf.ts').then(({ tuf }) => tuf);
  return loading;
}
