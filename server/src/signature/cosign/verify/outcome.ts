import type { Signer } from '../../report.ts';
import type { Checks } from './checks.ts';

/** What verifying one signature, by key or by certificate, came to. */
export interface Outcome {
  readonly checks: Checks;
  readonly signer?: Signer;
  readonly time?: { readonly at: number; readonly source: 'log' | 'timestamp' };
  readonly log?: { readonly index: string; readonly url?: string };
  readonly instance?: string;
}
