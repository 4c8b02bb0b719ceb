import { createHash } from 'node:crypto';
import { type Certificate, extensionsIn, keyUsages, purposes, same } from '../x509/certificate.ts';
import { contextTag, Der, DerError, encodeDer, encodeOid, tags } from '../x509/der.ts';
import { readableCertificates } from '../x509/embedded.ts';
import { isSigned, isSignedBy } from '../x509/signed-by.ts';
import { unknownDemand } from '../x509/understood.ts';
import { refuseCritical } from './critical.ts';
import { type Revocation, Useless } from './finding.ts';

/** Bytes. With the responder's certificate it takes two thousand. */
const maxOcspResponse = 64 * 1024;

const sha1 = '1.3.14.3.2.26';
const basicResponse = '1.3.6.1.5.5.7.48.1.1';
const invalidityDate = '2.5.29.24';
export const ocspNoCheck = '1.3.6.1.5.5.7.48.1.5';

/** What a responder says of one certificate. */
export interface OcspStatement {
  readonly status: 'good' | 'revoked' | 'unknown';
  readonly revocation: Revocation | undefined;
  /** Milliseconds since the epoch. */
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  /** Whom the issuer lets answer; `undefined` when it has signed itself. */
  readonly responder: Certificate | undefined;
}

/**
 * The request of RFC 6960 and 5019 for one certificate. Its hashes are SHA-1, as large responders know no other; they only
 * say which certificate is meant. Without a nonce, so that answers can be made beforehand and kept.
 */
export function ocspRequest(certificate: Certificate, issuer: Certificate): Buffer {
  const { nameHash, keyHash } = hashesOf(issuer);
  const algorithm = encodeDer(tags.sequence, encodeOid(sha1), encodeDer(tags.null));
  const id = encodeDer(
    tags.sequence,
    algorithm,
    encodeDer(tags.octetString, nameHash),
    encodeDer(tags.octetString, keyHash),
    encodeDer(tags.integer, certificate.serial),
  );
  const request = encodeDer(tags.sequence, id);
  return encodeDer(tags.sequence, encodeDer(tags.sequence, encodeDer(tags.sequence, request)));
}

function hashesOf({ subject, publicKeyDer }: Certificate): {
  readonly nameHash: Buffer;
  readonly keyHash: Buffer;
} {
  const hash = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest();
  return { nameHash: hash(subject.bytes), keyHash: hash(Der.read(publicKeyDer).children(2)[1]!.bits()) };
}

/** Reads an answer and holds it against the issuer's key; how fresh it is is not looked at. @throws DerError, Useless */
export function readOcspResponse(
  bytes: Uint8Array,
  certificate: Certificate,
  issuer: Certificate,
  now: number,
): OcspStatement {
  if (bytes.byteLength > maxOcspResponse) throw new Useless('it is too large');
  const { data, signatureAlgorithm, signature, certificates } = basicResponseIn(bytes);
  const { responderId, responses } = readData(data);
  const names = namedBy(responderId);
  const holds = (candidate: Certificate) =>
    isSigned(data.bytes, signature, signatureAlgorithm, candidate.node.publicKey);
  let responder: Certificate | undefined;
  if (!names(issuer) || !holds(issuer)) {
    responder = certificates.find((candidate) => names(candidate) && isResponder(candidate, issuer, now));
    if (!responder) throw new Useless('it was not signed by anybody who may say so');
    if (!holds(responder)) throw new Useless('its signature does not hold');
  }
  const [response, ...others] = responses.filter(({ id }) => isOf(id, certificate, issuer));
  if (!response) throw new Useless('it is of another certificate');
  if (others.length > 0) throw new Useless('it speaks twice of the certificate');
  return { ...readFacts(response.facts), responder };
}

/** Is a `CertID` the one that was asked for? */
function isOf(
  [algorithm, name, key, serial]: readonly Der[],
  certificate: Certificate,
  issuer: Certificate,
): boolean {
  if (!algorithm || !name || !key || !serial) throw new DerError('no OCSP response');
  const { nameHash, keyHash } = hashesOf(issuer);
  return (
    algorithm.as(tags.sequence).children(2)[0]?.oid() === sha1 &&
    same(name.octets(), nameHash) &&
    same(key.octets(), keyHash) &&
    same(serial.as(tags.integer).value, certificate.serial)
  );
}

function basicResponseIn(bytes: Uint8Array) {
  const [status, wrapped, ...others] = Der.read(bytes).as(tags.sequence).children(3);
  if (!status || others.length > 0) throw new DerError('no OCSP response');
  const code = status.small(tags.enumerated);
  if (code !== 0) throw new Useless(refusals[code] ?? `it refuses to answer (${code})`);
  const [type, response, ...more] = wrapped?.as(contextTag(0)).only().as(tags.sequence).children(3) ?? [];
  if (!type || !response || more.length > 0) throw new DerError('no OCSP response');
  if (type.oid() !== basicResponse) throw new Useless('it is of an unknown kind');
  const [data, signatureAlgorithm, signature, chain, ...rest] = Der.read(response.octets())
    .as(tags.sequence)
    .children(5);
  if (!data || !signatureAlgorithm || !signature || rest.length > 0) throw new DerError('no OCSP response');
  const certificates = chain ? chain.as(contextTag(0)).only().as(tags.sequence).children(8) : [];
  return {
    data: data.as(tags.sequence),
    signatureAlgorithm,
    signature: signature.bits(),
    certificates: readableCertificates(certificates),
  };
}

const refusals: Readonly<Record<number, string>> = {
  1: 'it did not understand the question',
  2: 'it has an internal error',
  3: 'it asks to try again later',
  5: 'it asks for a signed question',
  6: 'it is not responsible for the certificate',
};

interface Response {
  /** Members of its `CertID`. */
  readonly id: readonly Der[];
  /** What comes after it. */
  readonly facts: readonly Der[];
}

function readData(data: Der): { readonly responderId: Der; readonly responses: readonly Response[] } {
  const members = data.children(5);
  const version = members[0]?.tag === contextTag(0) ? members.shift()!.only().small() : 0;
  const [responderId, producedAt, responses, extensions, ...others] = members;
  if (version !== 0 || !responderId || !producedAt || !responses || others.length > 0) {
    throw new DerError('no OCSP response');
  }
  producedAt.as(tags.generalizedTime).time();
  if (extensions) refuseCritical(extensionsIn(extensions.as(contextTag(1)).only()), new Set());
  const read = (response: Der): Response => {
    const [id, ...facts] = response.as(tags.sequence).children(5);
    return { id: id?.as(tags.sequence).children(4) ?? [], facts };
  };
  return { responderId, responses: responses.as(tags.sequence).children(20).map(read) };
}

/** `[1]` a name or `[2]` the SHA-1 of a key. */
function namedBy(responderId: Der): (certificate: Certificate) => boolean {
  const inner = responderId.only();
  if (responderId.tag === contextTag(1)) return ({ subject }) => same(subject.bytes, inner.bytes);
  const hash = responderId.as(contextTag(2)).only().octets();
  return (certificate) => same(hashesOf(certificate).keyHash, hash);
}

/** RFC 6960, 4.2.2.2: issued by the same authority itself, for answering, and valid now. */
function isResponder(candidate: Certificate, issuer: Certificate, now: number): boolean {
  const { extendedKeyUsage, keyUsage, notBefore, notAfter } = candidate;
  return (
    extendedKeyUsage?.oids.includes(purposes.ocspSigning) === true &&
    (!keyUsage || keyUsage.bits.has(keyUsages.digitalSignature)) &&
    now >= notBefore &&
    now <= notAfter &&
    unknownDemand(candidate, ocspNoCheck) === undefined &&
    isSignedBy(candidate, issuer)
  );
}

function readFacts([status, thisUpdate, ...rest]: readonly Der[]): Omit<OcspStatement, 'responder'> {
  if (!status || !thisUpdate) throw new DerError('no OCSP response');
  const nextUpdate = rest[0]?.tag === contextTag(0) ? rest.shift() : undefined;
  const extensions = rest[0]?.tag === contextTag(1) ? rest.shift() : undefined;
  if (rest.length > 0) throw new DerError('no OCSP response');
  const details = extensions ? extensionsIn(extensions.only()) : undefined;
  if (details) refuseCritical(details, new Set([invalidityDate]));
  const invalidSince = details?.get(invalidityDate);
  const times = {
    thisUpdate: thisUpdate.as(tags.generalizedTime).time(),
    nextUpdate: nextUpdate?.only().as(tags.generalizedTime).time(),
  };
  if (status.tag === contextTag(0, false) && status.value.length === 0) {
    return { ...times, status: 'good', revocation: undefined };
  }
  if (status.tag === contextTag(2, false) && status.value.length === 0) {
    return { ...times, status: 'unknown', revocation: undefined };
  }
  const [at, reason, ...others] = status.as(contextTag(1)).children(3);
  if (!at || others.length > 0) throw new DerError('no revocation');
  const code = reason?.as(contextTag(0)).only().small(tags.enumerated) ?? 0;
  return {
    ...times,
    status: 'revoked',
    revocation: {
      at: at.as(tags.generalizedTime).time(),
      held: code === certificateHold,
      invalidSince: invalidSince && Der.read(invalidSince.value).as(tags.generalizedTime).time(),
    },
  };
}

const certificateHold = 6;
