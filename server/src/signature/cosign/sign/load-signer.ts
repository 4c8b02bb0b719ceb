import type { Signer } from './signer.ts';

let loading: Promise<Signer> | undefined;

/** What signs, loaded when first asked for. */
export function loadSigner(): Promise<Signer> {
  loading ??= import('./signer.ts').then(({ signer }) => signer);
  return loading;
}
