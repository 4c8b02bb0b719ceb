import type { Signing } from './signing.ts';

let loading: Promise<Signing> | undefined;

/** What signs, makes keys and trusts signers, loaded when somebody first does one of them. */
export function loadSigning(): Promise<Signing> {
  loading ??= import('./signing.ts').then(({ signing }) => signing);
  return loading;
}
