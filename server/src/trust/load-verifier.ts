import type { Verifier } from './verifier.ts';

let loading: Promise<Verifier> | undefined;

/** The verifier, loaded when first asked for. */
export function loadVerifier(): Promise<Verifier> {
  loading ??= import('./verifier.ts').then(({ verifier }) => verifier);
  return loading;
}
