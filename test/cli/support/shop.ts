import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildImage, type Registry, startRegistry } from '../../support/registry/index.ts';
import { type VectorSet, vectorText } from '../../support/vectors.ts';
import type { Workspace } from './run-cli.ts';

/** Who signed the keyless images of the vectors. */
export const workflow = 'https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main';
export const actions = 'http://oidc.localhost:8090/actions';
export const login = 'http://oidc.localhost:8090/login';

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

/** The schema of `imageseal verify --output json`. */
export function verifySchema(): object {
  const file = new URL('../../../docs/schemas/verify-output.schema.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}
