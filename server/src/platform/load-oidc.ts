import type { Oidc } from './oidc/oidc.ts';

let loading: Promise<Oidc> | undefined;

/** The OpenID Connect client, loaded when somebody signs without a key. What it rejects with is known by `isOidcError`. */
export function loadOidc(): Promise<Oidc> {
  loading ??= import('./oidc/oidc.ts').then(({ oidc }) => oidc);
  return loading;
}
