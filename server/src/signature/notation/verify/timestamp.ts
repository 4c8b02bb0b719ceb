import { createHash } from 'node:crypto';
import { broken, type Problem, unproven } from '../../problem.ts';
import type { TrustAnchor } from '../../verification.ts';
import { type Certificate, same } from '../x509/certificate.ts';
import { contextTag, Der, DerError, tags } from '../x509/der.ts';
import { formatName } from '../x509/name.ts';
import { digestName, isSigned } from '../x509/signed-by.ts';
import { toDer } from './ber.ts';
import { readSignedData, type SignedData } from './cms.ts';
import { findPath } from './path.ts';
import { readTstInfo, type TstInfo, tstInfoType } from './tst-info.ts';

/** A time that a timestamp authority vouches for, unless it was revoked. */
export interface VerifiedTimestamp {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Milliseconds: it was between `at - accuracy` and `at + accuracy`. */
  readonly accuracy: number;
  /** The authority's certificate first, up to its root. */
  readonly chain: readonly Certificate[];
}

/** Bytes. With a chain of four RSA keys a token takes ten thousand; some authorities add a revocation list. */
const maxToken = 64 * 1024;

/**
 * Checks an RFC 3161 TimeStampToken over a signature (the raw bytes in the envelope) as RFC 3161, 5652 and 5816 and the Notary
 * Project want it. `anchors` are those of the `tsa` stores. Who has been revoked since is asked elsewhere. @throws Problem
 */
export function checkTimestamp(
  token: Uint8Array,
  signature: Uint8Array,
  anchors: readonly TrustAnchor[],
): VerifiedTimestamp {
  const { signedData, info } = read(token);
  const digest = digestName(info.imprintAlgorithm);
  if (digest === undefined) throw unreadable('the digest of what was signed is too weak or unknown');
  if (!same(createHash(digest).update(signature).digest(), info.imprint)) {
    throw broken('time', 'notation-timestamp-other');
  }
  const signer = signerOf(signedData);
  checkSignature(signedData, signer);
  const path = findPath(signer, signedData.certificates, anchors, info.at);
  if ('chain' in path) {
    checkSigningTime(signedData, path.chain);
    return { at: info.at, accuracy: info.accuracy, chain: path.chain };
  }
  if (path.problem !== undefined) throw broken('time', 'notation-timestamp-chain', path.problem);
  const stores = [...new Set(anchors.map(({ store }) => store))].join(', ');
  throw unproven('time', 'notation-timestamp-stranger', formatName(signer.subject), stores);
}

function read(token: Uint8Array): { readonly signedData: SignedData; readonly info: TstInfo } {
  if (token.byteLength > maxToken) throw unreadable('it is too large');
  try {
    const der = toDer(token);
    if (isResponse(der)) throw broken('time', 'notation-timestamp-response');
    const signedData = readSignedData(der);
    if (signedData.contentType !== tstInfoType) throw new DerError('what was signed is no timestamp');
    return { signedData, info: readTstInfo(signedData.content) };
  } catch (error) {
    if (error instanceof DerError) throw unreadable(error.message);
    throw error;
  }
}

/** A TimeStampResp holds the token, and begins with a status. */
function isResponse(token: Uint8Array): boolean {
  const [status, inner] = Der.first(token).as(tags.sequence).children(3);
  return status?.tag === tags.sequence && (inner === undefined || inner.tag === tags.sequence);
}

const attributes = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;

/** The certificate that the signer names, and names again in what is signed, so that it cannot be exchanged. */
function signerOf({ certificates, signer }: SignedData): Certificate {
  const named = certificates.filter(signer.names);
  if (named.length === 0) throw broken('time', 'notation-timestamp-no-certificate');
  const certificate = named.find(structured(() => bindingOf(signer)));
  if (!certificate) throw broken('time', 'timestamp-invalid');
  return certificate;
}

/**
 * Signing certificate attributes (RFC 5035; RFC 2634 with SHA-1, which is no danger here: a second certificate with the hash
 * of this one would have to come from the same root). Where both are there, the newer one counts.
 */
function bindingOf({ attributes: all }: SignedData['signer']): (certificate: Certificate) => boolean {
  const newer = all.get(attributes.signingCertificateV2)?.only();
  const value = newer ?? all.get(attributes.signingCertificate)?.only();
  if (!value) throw new DerError('what was signed does not name the certificate');
  const [ids] = value.as(tags.sequence).children(2);
  // The first one is the signer's.
  const first = ids?.as(tags.sequence).children(20)[0]?.as(tags.sequence);
  if (!first) throw new DerError('what was signed does not name the certificate');
  const members = first.children(3);
  let digest: string | undefined = newer ? 'sha256' : 'sha1';
  if (newer && members[0]?.tag === tags.sequence)
    digest = digestName(members.shift()!.children(2)[0]?.oid() ?? '');
  const [hash, issuerSerial, ...others] = members;
  if (digest === undefined || !hash || others.length > 0)
    throw new DerError('it names the certificate in an unknown way');
  const expected = hash.octets();
  const named = issuerSerial && namedBy(issuerSerial);
  return (certificate) =>
    same(createHash(digest).update(certificate.der).digest(), expected) && (named?.(certificate) ?? true);
}

/** `IssuerSerial`: the issuer as the only name, and a serial number. */
function namedBy(issuerSerial: Der): (certificate: Certificate) => boolean {
  const [names, serial, ...others] = issuerSerial.as(tags.sequence).children(3);
  if (!names || !serial || others.length > 0) throw new DerError('no issuer and serial number');
  serial.integer();
  const issuer = names.as(tags.sequence).only().as(contextTag(4)).only();
  return (certificate) =>
    same(certificate.issuer.bytes, issuer.bytes) && same(certificate.serial, serial.value);
}

function checkSignature({ contentType, content, signer }: SignedData, certificate: Certificate): void {
  const { digest, signed, signatureAlgorithm, signature } = signer;
  const type = structured(() => signer.attributes.get(attributes.contentType)?.only().oid());
  const hash = structured(() => signer.attributes.get(attributes.messageDigest)?.only().octets());
  const holds =
    type === contentType &&
    hash !== undefined &&
    same(hash, createHash(digest).update(content).digest()) &&
    isSigned(signed, signature, signatureAlgorithm, certificate.node.publicKey, digest);
  if (!holds) throw broken('time', 'timestamp-invalid');
}

/** Where the authority also says when it signed, its certificates were valid then. */
function checkSigningTime({ signer }: SignedData, chain: readonly Certificate[]): void {
  const at = structured(() => signer.attributes.get(attributes.signingTime)?.only().time());
  if (at === undefined) return;
  const outside = chain.find(({ notBefore, notAfter }) => at < notBefore || at > notAfter);
  if (outside)
    throw broken('time', 'notation-timestamp-chain', `${formatName(outside.subject)} was not valid then`);
}

function structured<T>(reader: () => T): T {
  try {
    return reader();
  } catch (error) {
    if (error instanceof DerError) throw unreadable(error.message);
    throw error;
  }
}

function unreadable(why: string): Problem {
  return broken('time', 'notation-timestamp-unreadable', why);
}
