import { createHash, X509Certificate } from 'node:crypto';
import { contextTag, Der, DerError, tags } from './der.ts';
import { type DistinguishedName, readName } from './name.ts';

/** Bits of the key usage extension (RFC 5280, 4.2.1.3). */
export const keyUsages = {
  digitalSignature: 0,
  contentCommitment: 1,
  keyEncipherment: 2,
  dataEncipherment: 3,
  keyAgreement: 4,
  keyCertSign: 5,
  cRLSign: 6,
  encipherOnly: 7,
  decipherOnly: 8,
} as const;

/** Purposes of the extended key usage extension (RFC 5280, 4.2.1.12). */
export const purposes = {
  any: '2.5.29.37.0',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
} as const;

export interface Extension {
  readonly critical: boolean;
  /** Within the octet string. */
  readonly value: Uint8Array;
}

/** A certificate (RFC 5280) with what rules ask of it. */
export interface Certificate {
  readonly der: Uint8Array;
  /** `sha256:<hex>` of `der`. */
  readonly fingerprint: string;
  /** Content octets of the serial number. */
  readonly serial: Uint8Array;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  /** Milliseconds since the epoch; both bounds included. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** SubjectPublicKeyInfo (DER). */
  readonly publicKeyDer: Uint8Array;
  /** OID of the algorithm that its issuer signed it with. */
  readonly signatureAlgorithm: string;
  /** By OID. */
  readonly extensions: ReadonlyMap<string, Extension>;
  readonly keyUsage: { readonly critical: boolean; readonly bits: ReadonlySet<number> } | undefined;
  readonly extendedKeyUsage: { readonly critical: boolean; readonly oids: readonly string[] } | undefined;
  readonly basicConstraints:
    | { readonly critical: boolean; readonly ca: boolean; readonly pathLength: number | undefined }
    | undefined;
  /** OpenSSL's reading: keys and signatures. */
  readonly node: X509Certificate;
}

/** Bytes. The largest in use take three thousand. */
export const maxCertificate = 64 * 1024;

export const extensionOids = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  freshestCrl: '2.5.29.46',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
} as const;

/** Reads a certificate twice, strictly here and by OpenSSL; what only one of them takes is refused. @throws DerError */
export function readCertificate(der: Uint8Array): Certificate {
  if (der.byteLength > maxCertificate) throw new DerError('a certificate that is too large');
  const [tbs, algorithm, signature, ...others] = Der.read(der).as(tags.sequence).children(4);
  if (!tbs || !algorithm || !signature || others.length > 0) throw new DerError('no certificate');
  signature.bits();
  const body = tbs.as(tags.sequence).children(12);
  if (body[0]?.tag !== contextTag(0) || body[0].only().small() !== 2)
    throw new DerError('no certificate of version 3');
  const [, serial, inner, issuer, validity, subject, publicKey, ...rest] = body;
  if (!serial || !inner || !issuer || !validity || !subject || !publicKey)
    throw new DerError('no certificate');
  if (!same(inner.bytes, algorithm.bytes)) throw new DerError('two signature algorithms');
  const times = validity.as(tags.sequence).children(3);
  if (times.length !== 2) throw new DerError('no validity');
  serial.integer();
  const extensions = readExtensions(rest);
  let node: X509Certificate;
  try {
    node = new X509Certificate(der);
    node.publicKey;
  } catch (error) {
    throw new DerError(error instanceof Error ? error.message : 'no certificate');
  }
  return {
    der,
    fingerprint: `sha256:${createHash('sha256').update(der).digest('hex')}`,
    serial: serial.value,
    issuer: readName(issuer),
    subject: readName(subject),
    notBefore: times[0]!.time(),
    notAfter: times[1]!.time(),
    publicKeyDer: publicKey.bytes,
    signatureAlgorithm: algorithm.as(tags.sequence).children(2)[0]?.oid() ?? '',
    extensions,
    keyUsage: keyUsageOf(extensions),
    extendedKeyUsage: extendedKeyUsageOf(extensions),
    basicConstraints: basicConstraintsOf(extensions),
    node,
  };
}

/** Extensions of a certificate, a revocation list or one of its entries: `Extensions ::= SEQUENCE OF`. @throws DerError */
export function extensionsIn(sequence: Der): ReadonlyMap<string, Extension> {
  const extensions = new Map<string, Extension>();
  for (const each of sequence.as(tags.sequence).children()) {
    const [oid, second, third, ...others] = each.as(tags.sequence).children(4);
    if (!oid || !second || others.length > 0) throw new DerError('no extension');
    // FALSE is the default and may not be written, but OpenSSL and Go take it, and so do we.
    const critical = third ? second.boolean() : false;
    const name = oid.oid();
    if (extensions.has(name)) throw new DerError('an extension twice');
    extensions.set(name, { critical, value: (third ?? second).octets() });
  }
  return extensions;
}

function readExtensions(rest: readonly Der[]): ReadonlyMap<string, Extension> {
  // Unique identifiers, [1] and [2], come before and are of no use.
  const wrapped = rest.find(({ tag }) => tag === contextTag(3));
  return wrapped ? extensionsIn(wrapped.only()) : new Map();
}

function keyUsageOf(extensions: ReadonlyMap<string, Extension>): Certificate['keyUsage'] {
  const extension = extensions.get(extensionOids.keyUsage);
  return extension && { critical: extension.critical, bits: Der.read(extension.value).namedBits() };
}

function extendedKeyUsageOf(extensions: ReadonlyMap<string, Extension>): Certificate['extendedKeyUsage'] {
  const extension = extensions.get(extensionOids.extendedKeyUsage);
  if (!extension) return undefined;
  const oids = Der.read(extension.value)
    .as(tags.sequence)
    .children()
    .map((each) => each.oid());
  return { critical: extension.critical, oids };
}

function basicConstraintsOf(extensions: ReadonlyMap<string, Extension>): Certificate['basicConstraints'] {
  const extension = extensions.get(extensionOids.basicConstraints);
  if (!extension) return undefined;
  const members = Der.read(extension.value).as(tags.sequence).children(2);
  const ca = members[0]?.tag === tags.boolean ? members.shift()!.boolean() : false;
  const pathLength = members.shift()?.small();
  if (members.length > 0 || (pathLength !== undefined && !ca)) throw new DerError('no basic constraints');
  return { critical: extension.critical, ca, pathLength };
}

/** Usages that no key may have that signs images or timestamps. */
const besidesSigning = [
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const satisfies readonly (keyof typeof keyUsages)[];

/** What the key may do besides signing, if anything. */
export function usageBesidesSigning({ keyUsage }: Pick<Certificate, 'keyUsage'>): string | undefined {
  return besidesSigning.find((usage) => keyUsage?.bits.has(keyUsages[usage]));
}

export function same(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.from(one.buffer, one.byteOffset, one.byteLength).equals(other);
}
