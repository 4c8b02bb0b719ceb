import { constants, createHash, type KeyObject, publicDecrypt, timingSafeEqual, verify } from 'node:crypto';
import { ed25519ph } from '@noble/curves/ed25519.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';

/**
 * What was signed and the signature over it, in the shape that the checks of @sigstore/verify take. Its own classes
 * know SHA-256 alone; cosign signs with the hash of the curve.
 */
export interface SignedContent {
  readonly signature: Buffer;
  /** The bytes that a timestamp is over: the signature, but of a legacy attestation the whole envelope. */
  readonly timestamped: Buffer;
  compareSignature(signature: Buffer): boolean;
  /** Against the digest of the payload: of an envelope its payload, else the artifact. */
  compareDigest(digest: Buffer): boolean;
  /** Against the digest of what the signature is over. */
  compareSignedDigest(digest: Buffer): boolean;
  verifySignature(key: KeyObject): boolean;
}

const hashByLength: Readonly<Record<number, string>> = { 32: 'sha256', 48: 'sha384', 64: 'sha512' };

/** Content whose bytes are at hand. `payload` is what an envelope holds; without an envelope it is what was signed. */
export function signedBytes(
  signed: Buffer,
  signature: Buffer,
  { payload = signed, timestamped = signature }: { payload?: Buffer; timestamped?: Buffer } = {},
): SignedContent {
  return {
    signature,
    timestamped,
    compareSignature: (other) => equal(other, signature),
    compareDigest: (digest) => isDigestOf(digest, payload),
    compareSignedDigest: (digest) => isDigestOf(digest, signed),
    verifySignature: (key) => verifyBytes(key, signed, signature),
  };
}

/** Content of which only the SHA-256 digest is known: an image, which nobody needs to fetch for this. */
export function signedDigest(digest: Buffer, signature: Buffer): SignedContent {
  return {
    signature,
    timestamped: signature,
    compareSignature: (other) => equal(other, signature),
    compareDigest: (other) => equal(other, digest),
    compareSignedDigest: (other) => equal(other, digest),
    verifySignature: (key) => verifyDigest(key, digest, signature),
  };
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

function isDigestOf(digest: Buffer, bytes: Buffer): boolean {
  const algorithm = hashByLength[digest.length];
  return algorithm !== undefined && equal(digest, createHash(algorithm).update(bytes).digest());
}

/** The hash that cosign 3 signs with on a curve; its legacy layout has SHA-256 on every one. */
const hashOfCurve: Readonly<Record<string, string>> = {
  prime256v1: 'sha256',
  secp384r1: 'sha384',
  secp521r1: 'sha512',
};

function verifyBytes(key: KeyObject, data: Buffer, signature: Buffer): boolean {
  const with_ = (hash: string | null): boolean => {
    try {
      return verify(hash, data, key, signature);
    } catch {
      return false;
    }
  };
  switch (key.asymmetricKeyType) {
    case 'ec': {
      const hash = hashOfCurve[key.asymmetricKeyDetails?.namedCurve ?? ''];
      return hash !== undefined && (with_(hash) || (hash !== 'sha256' && with_('sha256')));
    }
    case 'rsa':
      return isLongEnough(key) && with_('sha256');
    case 'ed25519':
      return with_(null) || verifyEd25519ph(key, data, signature);
    default:
      return false;
  }
}

/** Shorter RSA keys can be broken; those of users are refused when they are read, those of certificates here. */
function isLongEnough({ asymmetricKeyDetails }: KeyObject): boolean {
  return (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
}

/** Ed25519 over the SHA-512 of the data (RFC 8032, 5.1), which cosign uses and Node does not offer. */
function verifyEd25519ph(key: KeyObject, data: Buffer, signature: Buffer): boolean {
  try {
    return ed25519ph.verify(signature, data, rawPublicKey(key), { zip215: false });
  } catch {
    return false;
  }
}

/** SubjectPublicKeyInfo of an Ed25519 key is a header of 12 bytes and the key. */
function rawPublicKey(key: KeyObject): Uint8Array {
  return key.export({ format: 'der', type: 'spki' }).subarray(12);
}

/** `SEQUENCE { SEQUENCE { SHA-256, NULL }, OCTET STRING (32) }`: what RSA PKCS #1 v1.5 signs (RFC 8017, 9.2). */
const sha256DigestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex');

const curves = { prime256v1: p256, secp384r1: p384, secp521r1: p521 };

function verifyDigest(key: KeyObject, digest: Buffer, signature: Buffer): boolean {
  try {
    if (key.asymmetricKeyType === 'ec') {
      const curve = curves[(key.asymmetricKeyDetails?.namedCurve ?? '') as keyof typeof curves];
      return curve !== undefined && verifyOnCurve(curve, key, digest, signature);
    }
    if (key.asymmetricKeyType === 'rsa' && isLongEnough(key)) {
      const info = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature);
      return equal(info, Buffer.concat([sha256DigestInfo, digest]));
    }
    return false;
  } catch {
    return false;
  }
}

function verifyOnCurve(
  curve: (typeof curves)[keyof typeof curves],
  key: KeyObject,
  digest: Buffer,
  signature: Buffer,
): boolean {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const coordinate = (text: string) => Buffer.from(text, 'base64url');
  const point = Buffer.concat([Buffer.from([4]), coordinate(x), coordinate(y)]);
  return curve.verify(signature, digest, point, { prehash: false, format: 'der', lowS: false });
}
