import { createHash, sign } from 'node:crypto';
import { ed25519ph } from '@noble/curves/ed25519.js';
import type { PublicKey } from '../../../server/src/signature/verification.ts';
import { readPublicKey } from '../../../server/src/trust/public-key.ts';
import { pem } from './bodies.ts';
import type { KeyPair } from './certificate.ts';

/** Somebody who signs: with a certificate, or with a bare key. */
export interface Signer {
  readonly keys: KeyPair;
  /** DER. */
  readonly certificate?: Buffer;
  /** SHA-256 unless told; of Ed25519 keys `ed25519ph`. */
  readonly hash?: string;
}

/** The signature over these bytes. */
export function signBytes({ keys, hash }: Signer, data: Buffer): Buffer {
  const { privateKey } = keys;
  if (privateKey.asymmetricKeyType !== 'ed25519') return sign(hash ?? 'sha256', data, privateKey);
  if (hash !== 'ed25519ph') return sign(null, data, privateKey);
  const { d = '' } = privateKey.export({ format: 'jwk' });
  return Buffer.from(ed25519ph.sign(data, Buffer.from(d, 'base64url')));
}

/** SubjectPublicKeyInfo, DER. */
export function spkiOf({ keys }: Signer): Buffer {
  return keys.publicKey.export({ format: 'der', type: 'spki' });
}

/** What a bundle says of a bare key. */
export function hintOf(signer: Signer): string {
  return createHash('sha256').update(spkiOf(signer)).digest('base64');
}

/** The key as a trust rule names it. */
export function publicKeyOf(signer: Signer, name = 'cosign.pub'): PublicKey {
  const read = readPublicKey(pem('PUBLIC KEY', spkiOf(signer)), name);
  if ('problem' in read) throw new Error(read.problem);
  return read.key;
}
