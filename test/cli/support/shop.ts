import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildImage, type Registry, startRegistry } from '../../support/registry/index.ts';
import { type VectorSet, vectorText } from '../../support/vectors.ts';
import type { Workspace } from './run-cli.ts';
import { useVerify } from './verify.ts';

/** Who signed the keyless images of the vectors. */
export const workflow = 'https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main';
export const actions = 'http://oidc.localhost:8090/actions';
export const login = 'http://oidc.localhost:8090/login';

/** Trusts these public keys, without a log entry. */
export const byKey = (...files: string[]) => [
  ...files.flatMap((file) => ['--key', file]),
  '--insecure-ignore-tlog',
];
/** Trusts the workflow, if a trusted root vouches for its certificate. */
export const byIdentity = ['--certificate-identity', workflow, '--certificate-oidc-issuer', actions];
/** The root of the instance that has signed the keyless images. */
export const root = ['--trusted-root', 'trusted_root.json'];

/** A registry with every recorded image below `shop/`, on the hosts they were recorded on, and `shop/plain`, not signed. */
export async function startShop(): Promise<Registry> {
  const registry = await startRegistry();
  for (const set of ['keyed', 'keyless'] satisfies VectorSet[])
    registry.addLayouts(fileURLToPath(new URL(`../../fixtures/cosign/${set}/oci`, import.meta.url)));
  registry.push('oci.localhost', 'shop/plain', buildImage({ text: 'plain' }), '1.0');
  return registry;
}

/** Puts the public keys and trusted roots of the vectors into a folder: `p256.pub`, `trusted_root.json`. */
export function writeTrustFiles(workspace: Workspace): void {
  for (const set of ['keyed', 'keyless'] satisfies VectorSet[])
    for (const file of readdirSync(new URL(`../../fixtures/cosign/${set}/keys`, import.meta.url)))
      workspace.write(file, vectorText(set, `keys/${file}`));
  for (const file of readdirSync(new URL('../../fixtures/cosign/keyless', import.meta.url)))
    if (file.startsWith('trusted_root')) workspace.write(file, vectorText('keyless', file));
}

/** `imageseal verify` in that shop, with the keys and roots of the vectors at hand. */
export function useShop() {
  const fixture = useVerify(startShop, writeTrustFiles);
  const on = (host: string) => (image: string) => `${fixture.registry.authority(host)}/shop/${image}`;
  /** `bundle-p256:1.0` on a registry with the Referrers API; `without` it on one that has none. */
  return Object.assign(fixture, { at: on('oci.localhost'), without: on('registry.localhost') });
}
