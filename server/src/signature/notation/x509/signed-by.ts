import { constants, type KeyObject, verify } from 'node:crypto';
import { type Certificate, same } from './certificate.ts';
import { contextTag, Der, tags } from './der.ts';

/** Digests that nobody has broken, by their OID. */
const digests: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** Signature algorithms of certificates, revocation lists, OCSP responses and CMS that may be trusted: nothing with SHA-1 or MD5. */
const algorithms: Readonly<
  Record<string, { readonly key: 'rsa' | 'ec' | 'ed25519'; readonly digest: string | null }>
> = {
  '1.2.840.113549.1.1.11': { key: 'rsa', digest: 'sha256' },
  '1.2.840.113549.1.1.12': { key: 'rsa', digest: 'sha384' },
  '1.2.840.113549.1.1.13': { key: 'rsa', digest: 'sha512' },
  '1.2.840.10045.4.3.2': { key: 'ec', digest: 'sha256' },
  '1.2.840.10045.4.3.3': { key: 'ec', digest: 'sha384' },
  '1.2.840.10045.4.3.4': { key: 'ec', digest: 'sha512' },
  '1.3.101.112': { key: 'ed25519', digest: null },
};
const pss = '1.2.840.113549.1.1.10';

export function digestName(oid: string): string | undefined {
  return digests[oid];
}

/**
 * Whether `signature` over `signed` holds under the key, by an AlgorithmIdentifier of X.509. `digest` is that of CMS, which
 * names it apart (`rsaEncryption`, `ecPublicKey`). False for whatever is weak, unknown or damaged.
 */
export function isSigned(
  signed: Uint8Array,
  signature: Uint8Array,
  algorithm: Der,
  key: KeyObject,
  digest?: string,
): boolean {
  try {
    if (!isUsual(key)) return false;
    const [oid, parameters] = algorithm.as(tags.sequence).children(2);
    const name = oid?.oid() ?? '';
    const type = key.asymmetricKeyType;
    if (name === pss) {
      if (type !== 'rsa' && type !== 'rsa-pss') return false;
      const { hash, saltLength } = pssParameters(parameters);
      if (digest !== undefined && digest !== hash) return false;
      return verify(hash, signed, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }, signature);
    }
    const bare = { '1.2.840.113549.1.1.1': 'rsa', '1.2.840.10045.2.1': 'ec' }[name];
    const known = bare && digest !== undefined ? { key: bare, digest } : algorithms[name];
    if (!known || known.key !== type) return false;
    if (digest !== undefined && known.digest !== null && known.digest !== digest) return false;
    return verify(known.digest, signed, key, signature);
  } catch {
    return false;
  }
}

/**
 * Is it a key as people have them? Strangers choose keys, too: with an exponent of 3,000 bits one signature takes as long to
 * check as 200 others. Curves by their parameters are nobody's.
 */
export function isUsual({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  const { modulusLength = 0, publicExponent = 0n, namedCurve } = asymmetricKeyDetails ?? {};
  if (asymmetricKeyType === 'ec') return namedCurve !== undefined;
  return asymmetricKeyType === 'ed25519' || (modulusLength <= 8192 && publicExponent < 2n ** 32n);
}

/** RSASSA-PSS-params of RFC 4055, whose defaults are SHA-1; the mask must use the same hash. */
function pssParameters(der: Der | undefined): { readonly hash: string; readonly saltLength: number } {
  const members = der?.as(tags.sequence).children(4) ?? [];
  const member = (number: number) => members.find(({ tag }) => tag === contextTag(number))?.only();
  const hash = digests[member(0)?.as(tags.sequence).children(2)[0]?.oid() ?? ''];
  const mask = digests[member(1)?.as(tags.sequence).children(2)[1]?.children(2)[0]?.oid() ?? ''];
  if (hash === undefined || hash !== mask) throw new Error('a weak hash');
  return { hash, saltLength: member(2)?.small() ?? 20 };
}

/** Did the holder of `issuer` sign `certificate`? Names and signature only; what `issuer` may do is another matter. */
export function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  if (!same(certificate.issuer.bytes, issuer.subject.bytes)) return false;
  const [tbs, algorithm, signature] = Der.read(certificate.der).children(3);
  return isSigned(tbs!.bytes, signature!.bits(), algorithm!, issuer.node.publicKey);
}

export function isSelfSigned(certificate: Certificate): boolean {
  return isSignedBy(certificate, certificate);
}
