import { constants, type KeyObject, verify } from 'node:crypto';
import { isUsual } from '../x509/signed-by.ts';

/** The six algorithms of the Notary Project (signature-specification.md), by their names in JOSE. */
export const algorithms = {
  PS256: { hash: 'sha256', key: 'RSA-2048', cose: -37 },
  PS384: { hash: 'sha384', key: 'RSA-3072', cose: -38 },
  PS512: { hash: 'sha512', key: 'RSA-4096', cose: -39 },
  ES256: { hash: 'sha256', key: 'P-256', cose: -7 },
  ES384: { hash: 'sha384', key: 'P-384', cose: -35 },
  ES512: { hash: 'sha512', key: 'P-521', cose: -36 },
} as const;

export type Algorithm = keyof typeof algorithms;

const curves: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

/** What kind of key it is, for people and for `algorithmOf`: `RSA-2048`, `P-384`. */
export function describeKey(key: KeyObject): string {
  const { asymmetricKeyType, asymmetricKeyDetails } = key;
  if (asymmetricKeyType === 'rsa') {
    const size = `RSA-${asymmetricKeyDetails?.modulusLength ?? 0}`;
    return isUsual(key) ? size : `${size}, of an unusual size or exponent`;
  }
  const curve = asymmetricKeyDetails?.namedCurve ?? '';
  return asymmetricKeyType === 'ec' ? (curves[curve] ?? curve) : (asymmetricKeyType ?? '');
}

/** The one algorithm that may be used with a key; `undefined` for keys that may not sign. */
export function algorithmOf(key: KeyObject): Algorithm | undefined {
  const kind = describeKey(key);
  return (Object.keys(algorithms) as Algorithm[]).find((name) => algorithms[name].key === kind);
}

/** `salt`: RSASSA-PSS holds, but only with a salt of another length than that of the hash (RFC 7518, RFC 8230). */
export function checkSignature(
  algorithm: Algorithm,
  key: KeyObject,
  signed: Uint8Array,
  signature: Uint8Array,
): 'holds' | 'salt' | 'wrong' {
  const { hash } = algorithms[algorithm];
  const holds = (options: object) => {
    try {
      return verify(hash, signed, { key, ...options }, signature);
    } catch {
      return false;
    }
  };
  if (algorithm.startsWith('ES')) return holds({ dsaEncoding: 'ieee-p1363' }) ? 'holds' : 'wrong';
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  if (holds({ padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST })) return 'holds';
  return holds({ padding, saltLength: constants.RSA_PSS_SALTLEN_AUTO }) ? 'salt' : 'wrong';
}
