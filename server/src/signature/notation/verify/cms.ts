import { type Certificate, extensionOids, same } from '../x509/certificate.ts';
import { contextTag, Der, DerError, tags } from '../x509/der.ts';
import { readableCertificates } from '../x509/embedded.ts';
import { digestName } from '../x509/signed-by.ts';

/** SignedData of CMS (RFC 5652) with its only signer. */
export interface SignedData {
  /** OID of what `content` is. */
  readonly contentType: string;
  readonly content: Uint8Array;
  /** Those that can be read; only what leads to an anchor has to be. */
  readonly certificates: readonly Certificate[];
  readonly signer: SignerInfo;
}

export interface SignerInfo {
  /** Is this the certificate that the signer names? */
  readonly names: (certificate: Certificate) => boolean;
  /** `sha256`, … */
  readonly digest: string;
  /** The bytes that are signed. */
  readonly signed: Uint8Array;
  /** Values of the signed attributes by OID: sets. */
  readonly attributes: ReadonlyMap<string, Der>;
  readonly signatureAlgorithm: Der;
  readonly signature: Uint8Array;
}

const signedData = '1.2.840.113549.1.7.2';

/** A chain takes four; authorities that change their roots send a second. */
const maxCertificates = 16;

/** @throws DerError */
export function readSignedData(bytes: Uint8Array): SignedData {
  const [type, wrapped, ...others] = Der.read(bytes).as(tags.sequence).children(3);
  if (!type || !wrapped || others.length > 0) throw new DerError('no ContentInfo');
  if (type.oid() !== signedData) throw new DerError('it is not signed data');
  const [version, digests, content, ...rest] = wrapped.as(contextTag(0)).only().as(tags.sequence).children(7);
  if (!version || !digests || !content) throw new DerError('no SignedData');
  version.small();
  digests.as(tags.set);
  const certificates = rest[0]?.tag === contextTag(0) ? rest.shift()!.children(maxCertificates) : [];
  if (rest[0]?.tag === contextTag(1)) rest.shift();
  const [signers, ...more] = rest;
  if (!signers || more.length > 0) throw new DerError('no signers');
  const [contentType, octets, ...surplus] = content.as(tags.sequence).children(3);
  if (!contentType || !octets || surplus.length > 0) throw new DerError('it has no content');
  return {
    contentType: contentType.oid(),
    content: octets.as(contextTag(0)).only().octets(),
    certificates: readableCertificates(certificates),
    signer: readSigner(signers.as(tags.set).only()),
  };
}

function readSigner(der: Der): SignerInfo {
  const [version, identifier, digest, attributes, algorithm, signature, ...rest] = der
    .as(tags.sequence)
    .children(7);
  if (!version || !identifier || !digest || !attributes || !algorithm || !signature) {
    throw new DerError('no signer with signed attributes');
  }
  if (rest.some(({ tag }) => tag !== contextTag(1))) throw new DerError('no signer');
  const byIssuer = identifier.tag === tags.sequence;
  if (version.small() !== (byIssuer ? 1 : 3)) throw new DerError('a signer of another version');
  const name = digestName(digest.as(tags.sequence).children(2)[0]?.oid() ?? '');
  if (name === undefined) throw new DerError('a digest that is too weak or unknown');
  // They are signed as the set that they are, whatever tag they carry here (RFC 5652, 5.4).
  const signed = Uint8Array.from(attributes.as(contextTag(0)).bytes);
  signed[0] = tags.set;
  return {
    names: byIssuer ? namedByIssuer(identifier) : namedByKey(identifier),
    digest: name,
    signed,
    attributes: readAttributes(attributes),
    signatureAlgorithm: algorithm.as(tags.sequence),
    signature: signature.octets(),
  };
}

function namedByIssuer(identifier: Der): SignerInfo['names'] {
  const [issuer, serial, ...others] = identifier.children(3);
  if (!issuer || !serial || others.length > 0) throw new DerError('a signer without a name');
  serial.integer();
  return (certificate) =>
    same(certificate.issuer.bytes, issuer.bytes) && same(certificate.serial, serial.value);
}

function namedByKey(identifier: Der): SignerInfo['names'] {
  const { value } = identifier.as(contextTag(0, false));
  return ({ extensions }) => {
    const extension = extensions.get(extensionOids.subjectKeyIdentifier);
    try {
      return extension !== undefined && same(Der.read(extension.value).octets(), value);
    } catch {
      return false;
    }
  };
}

/** One of a kind. */
function readAttributes(der: Der): ReadonlyMap<string, Der> {
  const attributes = new Map<string, Der>();
  for (const attribute of der.children()) {
    const [type, values, ...others] = attribute.as(tags.sequence).children(3);
    if (!type || !values || others.length > 0) throw new DerError('no attribute');
    const oid = type.oid();
    if (attributes.has(oid)) throw new DerError('an attribute twice');
    attributes.set(oid, values.as(tags.set));
  }
  return attributes;
}
