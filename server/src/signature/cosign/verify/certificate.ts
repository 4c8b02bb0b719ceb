import { X509Certificate as NodeCertificate } from 'node:crypto';
import { type ASN1Obj, X509Certificate } from '@sigstore/core';
import { verifyCertificateChain } from '@sigstore/verify/dist/key/certificate.js';
import { verifySCTs } from '@sigstore/verify/dist/key/sct.js';
import { broken, unproven } from '../../problem.ts';
import type { CertificateSigner } from '../../report.ts';
import { rememberDer } from './remember-der.ts';
import type { RootMaterial } from './root.ts';

const codeSigning = '1.3.6.1.5.5.7.3.3';

/** Extensions that are understood here or by the library; another one marked critical must be refused (RFC 5280, 4.2). */
const understood: ReadonlySet<string> = new Set([
  '2.5.29.14', // subject key identifier
  '2.5.29.15', // key usage
  '2.5.29.17', // subject alternative name
  '2.5.29.19', // basic constraints
  '2.5.29.35', // authority key identifier
  '2.5.29.37', // extended key usage
]);

/** Bytes; Fulcio's take two thousand. The library's time grows with the square, and anybody can make one up. */
const maxCertificate = 8 * 1024;

/** Reads a leaf. @throws Problem */
export function readCertificate(der: Buffer): X509Certificate {
  try {
    if (der.byteLength > maxCertificate) throw new Error('too large');
    // Two parsers, one of them strict: what only one of them takes is refused.
    new NodeCertificate(der);
    const certificate = X509Certificate.parse(Buffer.from(der));
    if (!certificate.root.toDER().equals(der)) throw new Error('not DER');
    return rememberDer(certificate);
  } catch {
    throw broken('certificate', 'certificate-unreadable');
  }
}

/** Does some CA of this root stand above the certificate, whatever the time? */
export function isIssuedUnder(leaf: X509Certificate, root: RootMaterial): boolean {
  try {
    verifyCertificateChain(leaf.notBefore, leaf, root.certificateAuthorities);
    return true;
  } catch {
    return false;
  }
}

/**
 * Checks the chain at every proved time, and what the library leaves out: that the certificate is for signing, no CA's,
 * and asks for nothing that is not understood. The result is the chain, leaf first.
 * @throws Problem
 */
export function checkChain(
  leaf: X509Certificate,
  root: RootMaterial,
  times: readonly Date[],
): readonly X509Certificate[] {
  const node = new NodeCertificate(leaf.root.toDER());
  // Node's `keyUsage` is the extended key usage.
  if (!node.keyUsage?.includes(codeSigning)) throw broken('certificate', 'certificate-not-for-signing');
  // Both parsers call it a CA only if it may also sign certificates; whoever says so at all is none of the signers.
  if (node.ca || leaf.extBasicConstraints?.isCA) throw broken('certificate', 'certificate-of-ca');
  for (const extension of leaf.extensions) {
    const oid = extension.subs[0]!.toOID();
    const critical = extension.subs.length === 3 && extension.subs[1]!.toBoolean();
    if (critical && !understood.has(oid)) throw broken('certificate', 'certificate-critical', oid);
  }
  let path: readonly X509Certificate[] = [];
  for (const time of times) {
    try {
      path = verifyCertificateChain(time, leaf, root.certificateAuthorities);
    } catch {
      throw leaf.validForDate(time)
        ? broken('certificate', 'certificate-chain', root.name)
        : broken('certificate', 'certificate-expired', ...[leaf.notBefore, leaf.notAfter, time].map(iso));
    }
  }
  return path;
}

/** Checks that a certificate transparency log of the root has seen the certificate (RFC 6962). @throws Problem */
export function checkTransparency(path: readonly X509Certificate[], root: RootMaterial): void {
  const [leaf, issuer] = path;
  let seen: Buffer[];
  try {
    seen = leaf && issuer ? verifySCTs(leaf, issuer, root.ctlogs) : [];
  } catch {
    // The library fails for a log that the root does not know, too; that proves nothing, and refutes nothing.
    throw leaf && isOfKnownLogs(leaf, root) ? broken('sct', 'sct-invalid') : unproven('sct', 'sct-unknown');
  }
  if (seen.length === 0) throw unproven('sct', 'sct-missing');
}

function isOfKnownLogs(leaf: X509Certificate, { ctlogs }: RootMaterial): boolean {
  try {
    const promises = leaf.extSCT?.signedCertificateTimestamps ?? [];
    return promises.every(({ logID }) => ctlogs.some((log) => log.logID.equals(logID)));
  } catch {
    return true;
  }
}

/** Prefix of Fulcio's own extensions (fulcio, docs/oid-info.md). */
const fulcio = '1.3.6.1.4.1.57264.1.';

/** Whom the certificate names. @throws Problem when it names nobody, several, or in letters that look like others. */
export function signerOf(leaf: X509Certificate): CertificateSigner {
  try {
    const [subject, ...others] = namesOf(leaf);
    if (subject === undefined) throw broken('certificate', 'certificate-no-subject');
    if (others.length > 0) throw broken('certificate', 'certificate-several-subjects');
    const issuer = derText(leaf, 8) ?? rawText(leaf, 1);
    if (issuer === undefined) throw broken('certificate', 'certificate-no-issuer');
    return {
      type: 'certificate',
      subject,
      issuer,
      ...optional('sourceRepository', derText(leaf, 12)),
      ...optional('sourceRef', derText(leaf, 14)),
      ...optional('sourceDigest', derText(leaf, 13)),
      ...optional('buildConfig', derText(leaf, 18)),
      ...optional('trigger', derText(leaf, 20)),
      ...optional('run', derText(leaf, 21)),
      ...optional('runner', derText(leaf, 11)),
    };
  } catch (error) {
    if (error instanceof TypeError) throw broken('certificate', 'certificate-unreadable');
    throw error;
  }
}

const otherNameOid = `${fulcio}7`;

/** Every subject alternative name (RFC 5280, 4.2.1.6): e-mail address, DNS name, URI, Fulcio's user name. */
function namesOf(leaf: X509Certificate): string[] {
  const names = leaf.extSubjectAltName?.valueObj.subs[0]?.subs ?? [];
  return names.flatMap((name) => {
    if ([1, 2, 6].some((tag) => name.tag.isContextSpecific(tag))) return [ascii(name.value)];
    if (!name.tag.isContextSpecific(0)) return ['?'];
    const [oid, holder] = name.subs;
    return oid?.toOID() === otherNameOid && holder?.subs[0] ? [utf8(holder.subs[0].value)] : ['?'];
  });
}

/** An extension whose value is a DER text. */
function derText(leaf: X509Certificate, number: number): string | undefined {
  const value: ASN1Obj | undefined = leaf.extension(`${fulcio}${number}`)?.valueObj.subs[0];
  return value && utf8(value.value);
}

/** An extension whose value is the text itself; only the oldest are so. */
function rawText(leaf: X509Certificate, number: number): string | undefined {
  const value = leaf.extension(`${fulcio}${number}`)?.value;
  return value && utf8(value);
}

/** The library drops the highest bit of each character, which would make one name look like another. */
function ascii(bytes: Buffer): string {
  if (bytes.some((byte) => byte < 0x20 || byte > 0x7e)) throw broken('certificate', 'certificate-odd-name');
  return bytes.toString('latin1');
}

function utf8(bytes: Buffer): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)) throw new Error();
    return text;
  } catch {
    throw broken('certificate', 'certificate-odd-name');
  }
}

function optional<Name extends string>(name: Name, value: string | undefined): { [name in Name]?: string } {
  return value === undefined || value === '' ? {} : ({ [name]: value } as { [name in Name]?: string });
}

function iso(date: Date): string {
  return date.toISOString().replace('.000', '');
}
