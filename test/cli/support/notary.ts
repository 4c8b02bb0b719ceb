import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { notationFixtures } from '../../support/notation-vectors.ts';
import { type Registry, startRegistry } from '../../support/registry/index.ts';
import { useVerify } from './verify.ts';

/** The trust store of the vectors. */
export const store = ['--trust-store', 'truststore'];
/** That trust store under one of the policies of the vectors. */
export const by = (policy: string) => ['--trust-policy', `trustpolicies/${policy}.json`, ...store];
/** Whom to trust of those who sign with cosign. */
export const cosign = ['--key', 'keys/cosign.pub', '--insecure-ignore-tlog'];

/** `imageseal verify` on every image that the real notation has signed, with its trust stores, policies and keys at hand. */
export function useNotary() {
  const fixture = useVerify(startNotary, (workspace) => {
    for (const folder of ['truststore', 'trustpolicies', 'keys'])
      cpSync(join(notationFixtures, folder), workspace.path(folder), { recursive: true });
  });
  const on = (host: string) => (image: string) => `${fixture.registry.authority(host)}/shop/${image}`;
  /** `key:p384-jws` on a registry with the Referrers API; `without` it on one that has none. */
  return Object.assign(fixture, { at: on('notary.localhost'), without: on('plain.localhost') });
}

async function startNotary(): Promise<Registry> {
  const registry = await startRegistry();
  registry.addLayouts(join(notationFixtures, 'oci'));
  return registry;
}
