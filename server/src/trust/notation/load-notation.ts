import type { Notation } from './notation.ts';

let loading: Promise<Notation> | undefined;

/** What knows signatures of the Notary Project, loaded when first asked for. */
export function loadNotation(): Promise<Notation> {
  loading ??= import('./notation.ts').then(({ notation }) => notation);
  return loading;
}
