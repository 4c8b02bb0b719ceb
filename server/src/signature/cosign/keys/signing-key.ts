import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { sha256 } from '../../../image/digest.ts';
import type { KeyType, PrivateKey } from './private-key.ts';
import { KeyError } from './problem.ts';

const curves: Readonly<Record<string, KeyType>> = {
  prime256v1: 'ecdsa-p256',
  secp384r1: 'ecdsa-p384',
  secp521r1: 'ecdsa-p521',
};
const rsaSizes: Readonly<Record<number, KeyType>> = { 2048: 'rsa-2048', 3072: 'rsa-3072', 4096: 'rsa-4096' };

/** A key that cosign, too, would sign with, and whose two halves belong together. @throws KeyError */
export function toSigningKey(key: KeyObject): PrivateKey {
  const made = new SigningKey(key, keyTypeOf(key));
  if (!made.holds()) throw new KeyError({ id: 'mismatch' });
  return made;
}

class SigningKey implements PrivateKey {
  readonly type: KeyType;
  readonly publicKeyPem: string;
  readonly publicKeyDer: Uint8Array;
  readonly fingerprint: string;
  #key: KeyObject | undefined;
  readonly #hash: 'sha256' | null;

  constructor(key: KeyObject, type: KeyType) {
    const publicKey = publicHalf(key);
    this.type = type;
    this.publicKeyPem = publicKey.export({ format: 'pem', type: 'spki' }) as string;
    this.publicKeyDer = publicKey.export({ format: 'der', type: 'spki' });
    this.fingerprint = sha256(this.publicKeyDer);
    this.#key = key;
    this.#hash = type === 'ed25519' ? null : 'sha256';
  }

  sign(bytes: Uint8Array): Buffer {
    if (!this.#key) throw new Error('The private key has been disposed of.');
    return sign(this.#hash, bytes, this.#key);
  }

  dispose(): void {
    this.#key = undefined;
  }

  /** The halves are written side by side in a file, and OpenSSL compares them only in part. */
  holds(): boolean {
    const probe = Buffer.from('Is the public key that of this private key?');
    try {
      return verify(this.#hash, probe, this.publicKeyPem, this.sign(probe));
    } catch {
      return false;
    }
  }
}

/** Of either half. @throws KeyError `kind` for one that Cosign does not sign with. */
export function keyTypeOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): KeyType {
  switch (asymmetricKeyType) {
    case 'ec': {
      const curve = asymmetricKeyDetails?.namedCurve;
      return curves[curve ?? ''] ?? unfit(curve ?? 'EC with parameters of its own');
    }
    case 'rsa': {
      const bits = asymmetricKeyDetails?.modulusLength ?? 0;
      const exponent = asymmetricKeyDetails?.publicExponent;
      if (exponent !== 65537n) return unfit(`RSA with the exponent ${exponent}`);
      return rsaSizes[bits] ?? unfit(`RSA ${bits}`);
    }
    case 'ed25519':
      return 'ed25519';
    default:
      return unfit(asymmetricKeyType ?? '?');
  }
}

function unfit(kind: string): never {
  throw new KeyError({ id: 'kind', kind });
}

/** A file may have its EC point compressed, and Go reads only the long form. */
function publicHalf(key: KeyObject): KeyObject {
  const publicKey = createPublicKey(key);
  if (publicKey.asymmetricKeyType !== 'ec') return publicKey;
  // OpenSSL knows a curve that is spelled out for the one that it is, and exports it spelled out; Go reads only names.
  if (publicKey.export({ format: 'der', type: 'spki' }).includes(primeField))
    unfit('EC with parameters of its own');
  return createPublicKey({ key: publicKey.export({ format: 'jwk' }), format: 'jwk' });
}

/** The object identifier 1.2.840.10045.1.1, of curves that are spelled out. */
const primeField = Buffer.from('06072a8648ce3d0101', 'hex');
