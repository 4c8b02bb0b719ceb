import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { notationFixtures } from '../../support/notation-vectors.ts';
import type { Workplace } from './workplace.ts';

/** Keys of every type that the Notary Project knows, by what they are called among the fixtures. */
export const notationKeys = ['rsa2048', 'rsa3072', 'rsa4096', 'p256', 'p384', 'p521'] as const;
export type NotationKey = (typeof notationKeys)[number];

export const envelopes = ['jws', 'cose'] as const;

/** The algorithm that goes with each key. */
export const algorithms: Readonly<Record<NotationKey, string>> = {
  rsa2048: 'PS256',
  rsa3072: 'PS384',
  rsa4096: 'PS512',
  p256: 'ES256',
  p384: 'ES384',
  p521: 'ES512',
};

/** A private key (PKCS #8) and its chain, the leaf first: of an authority in the trust store `ca:main`. */
export function keyFiles(key: NotationKey): { readonly key: string; readonly chain: string } {
  const file = join(notationFixtures, 'keys', key);
  return { key: `${file}.key`, chain: `${file}.crt` };
}

/** How strict a trust policy is, and which stores it names. */
export interface Terms {
  readonly level?: 'strict' | 'permissive' | 'audit' | 'skip';
  readonly stores?: readonly string[];
  readonly identities?: readonly string[];
}

let policies = 0;

/** Flags with a trust policy for all repositories: `imageseal verify` and the program of notation's library take the same. */
export function trusting(at: Workplace, terms: Terms = {}): string[] {
  const { level = 'strict', stores = ['ca:main'], identities = ['*'] } = terms;
  const file = join(at.folder, `trustpolicy-${++policies}.json`);
  const statement = {
    name: 'everything',
    registryScopes: ['*'],
    signatureVerification: { level },
    trustStores: stores,
    trustedIdentities: identities,
  };
  writeFileSync(file, JSON.stringify({ version: '1.0', trustPolicies: [statement] }));
  return ['--trust-policy', file, '--trust-store', trustStore(at)];
}

/** The trust stores of the fixtures, and `tsa:sigstore` with the root of the private Sigstore's timestamp authority. */
function trustStore({ folder }: Workplace): string {
  const store = join(folder, 'truststore');
  if (!existsSync(store)) {
    cpSync(join(notationFixtures, 'truststore'), store, { recursive: true });
    cpSync(timestampRoot(folder), join(store, 'x509', 'tsa', 'sigstore', 'root.pem'));
  }
  return store;
}

/** A file with the root certificate of the timestamp authority. */
export function timestampRoot(folder: string): string {
  const file = join(folder, 'timestamp-root.pem');
  if (!existsSync(file)) {
    const chain = readFileSync(inject('sigstore').timestampChain, 'utf8');
    writeFileSync(file, chain.slice(chain.lastIndexOf('-----BEGIN')));
  }
  return file;
}
