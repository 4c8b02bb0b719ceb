import { generateKeyPair as generate, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { encrypt } from './encryption.ts';
import type { KeyPair, KeyType } from './private-key.ts';
import { toSigningKey } from './signing-key.ts';

const make = promisify(generate);

/** A new key pair as `cosign generate-key-pair` makes it. The password may be empty; whoever asks wipes it. */
export async function generateKeyPair(type: KeyType, password: Uint8Array): Promise<KeyPair> {
  return toKeyPair(await makeKey(type), password);
}

/** @throws KeyError for a key that Cosign does not sign with. */
export async function toKeyPair(key: KeyObject, password: Uint8Array): Promise<KeyPair> {
  const { publicKeyPem } = toSigningKey(key);
  const der = key.export({ format: 'der', type: 'pkcs8' });
  try {
    return { privateKeyPem: await encrypt(der, password), publicKeyPem };
  } finally {
    der.fill(0);
  }
}

async function makeKey(type: KeyType): Promise<KeyObject> {
  switch (type) {
    case 'ecdsa-p256':
    case 'ecdsa-p384':
    case 'ecdsa-p521':
      return (await make('ec', { namedCurve: type.replace('ecdsa-p', 'P-') })).privateKey;
    case 'rsa-2048':
    case 'rsa-3072':
    case 'rsa-4096':
      return (await make('rsa', { modulusLength: Number(type.replace('rsa-', '')) })).privateKey;
    case 'ed25519':
      return (await make('ed25519', {})).privateKey;
  }
}
