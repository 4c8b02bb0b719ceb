import type { Checks } from '../../checks.ts';
import type { Signer } from '../../report.ts';
import type { ProvedEntry } from './log.ts';
import type { RootMaterial } from './root.ts';

/** What verifying one signature, by key or by certificate, came to. */
export interface Outcome {
  readonly checks: Checks;
  readonly signer?: Signer;
  readonly time?: { readonly at: number; readonly source: 'log' | 'timestamp' };
  readonly log?: { readonly index: string; readonly url?: string };
  readonly instance?: string;
}

/** The outcome of a look with one root's eyes. */
export function outcomeUnder(
  { name }: RootMaterial,
  checks: Checks,
  signer: Signer,
  entry: ProvedEntry | undefined,
  time: Outcome['time'] | undefined,
): Outcome {
  return {
    checks,
    signer,
    instance: name,
    ...(entry && { log: { index: entry.index, ...(entry.url !== undefined && { url: entry.url }) } }),
    ...(time && { time }),
  };
}
