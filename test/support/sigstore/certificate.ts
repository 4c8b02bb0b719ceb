import { createHash, type KeyObject, sign } from 'node:crypto';
import { bits, der, holder, integer, octets, oid, sequence, set, tagged, time, utf8, yes } from './der.ts';

/** Prefix of Fulcio's own extensions. */
export const fulcio = '1.3.6.1.4.1.57264.1';

/** A key pair, as `generateKeyPairSync` gives it. */
export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface CertificateOptions {
  /** Of the signer. */
  readonly publicKey: KeyObject;
  readonly from: Date;
  readonly to: Date;
  /** Subject alternative names: `uri`, `email`, `userName`. */
  readonly names: readonly Buffer[];
  /** Fulcio's extensions by their last number; 8 is the OIDC issuer. */
  readonly claims: Readonly<Record<number, string>>;
  /** Extended key usages; for signing code unless told. */
  readonly usages?: readonly string[];
  readonly ca?: boolean;
  /** More extensions, ready made. */
  readonly extensions?: readonly Buffer[];
}

export const codeSigning = '1.3.6.1.5.5.7.3.3';
export const serverAuthentication = '1.3.6.1.5.5.7.3.1';
export const anyUsage = '2.5.29.37.0';

export const uri = (text: string): Buffer => tagged(6, Buffer.from(text, 'latin1'));
export const email = (text: string): Buffer => tagged(1, Buffer.from(text, 'latin1'));
/** Fulcio's name for issuers whose users have no e-mail address. */
export const userName = (text: string): Buffer => holder(0, oid(`${fulcio}.7`), holder(0, utf8(text)));

export function extension(id: string, value: Uint8Array, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [yes] : []), octets(value));
}

/** Who signs certificates: a CA's name (the DER of its subject) and key, and the CT log that sees them. */
export interface Issuer {
  readonly name: Buffer;
  readonly keys: KeyPair;
  readonly ctLog?: KeyPair;
}

const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'));

/** A certificate as Fulcio issues it, with the promise of the CT log in it where there is one. DER. */
export function issue(issuer: Issuer, options: CertificateOptions): Buffer {
  const plain = toBeSigned(issuer, options, []);
  if (!issuer.ctLog) return signed(issuer, plain);
  const promise = signedCertificateTimestamp(issuer.ctLog, issuer.keys.publicKey, plain, options.from);
  const list = extension('1.3.6.1.4.1.11129.2.4.2', octets(withLength(withLength(promise))));
  return signed(issuer, toBeSigned(issuer, options, [list]));
}

/** A self-signed CA. DER. */
export function selfSigned(name: string, keys: KeyPair, from: Date, to: Date): Buffer {
  const issuer = { name: commonName(name), keys };
  const keyUsage = extension('2.5.29.15', der(0x03, Buffer.from([1, 0x06])), true);
  const constraints = extension('2.5.29.19', sequence(yes), true);
  return signed(
    issuer,
    certificateBody(issuer, commonName(name), keys.publicKey, from, to, [keyUsage, constraints]),
  );
}

export function commonName(name: string): Buffer {
  return sequence(set(sequence(oid('2.5.4.3'), utf8(name))));
}

function signed({ keys }: Issuer, body: Buffer): Buffer {
  return sequence(body, ecdsaWithSha256, bits(sign('sha256', body, keys.privateKey)));
}

function toBeSigned(issuer: Issuer, options: CertificateOptions, more: readonly Buffer[]): Buffer {
  const { publicKey, from, to, names, claims, usages = [codeSigning], ca, extensions = [] } = options;
  return certificateBody(issuer, sequence(), publicKey, from, to, [
    extension('2.5.29.15', der(0x03, Buffer.from([7, 0x80])), true),
    ...(usages.length > 0 ? [extension('2.5.29.37', sequence(...usages.map(oid)))] : []),
    ...(ca ? [extension('2.5.29.19', sequence(yes), true)] : []),
    ...(names.length > 0 ? [extension('2.5.29.17', sequence(...names), true)] : []),
    ...Object.entries(claims).map(([number, text]) => extension(`${fulcio}.${number}`, utf8(text))),
    ...extensions,
    ...more,
  ]);
}

function certificateBody(
  issuer: Issuer,
  subject: Buffer,
  publicKey: KeyObject,
  from: Date,
  to: Date,
  extensions: readonly Buffer[],
): Buffer {
  return sequence(
    holder(0, integer(2)),
    integer(7),
    ecdsaWithSha256,
    issuer.name,
    sequence(time(from), time(to)),
    subject,
    publicKey.export({ format: 'der', type: 'spki' }),
    holder(3, sequence(...extensions)),
  );
}

/** RFC 6962, 3.2: over the certificate as it was before the promise was put into it. */
function signedCertificateTimestamp(log: KeyPair, issuerKey: KeyObject, body: Buffer, at: Date): Buffer {
  const spki = (key: KeyObject) => key.export({ format: 'der', type: 'spki' });
  const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
  const milliseconds = Buffer.alloc(8);
  milliseconds.writeBigUInt64BE(BigInt(at.getTime()));
  const length = Buffer.from([body.length >> 16, (body.length >> 8) & 0xff, body.length & 0xff]);
  const none = Buffer.from([0, 0]);
  const data = [none, milliseconds, Buffer.from([0, 1]), hash(spki(issuerKey)), length, body, none];
  const signature = sign('sha256', Buffer.concat(data), log.privateKey);
  return Buffer.concat([
    Buffer.from([0]),
    hash(spki(log.publicKey)),
    milliseconds,
    none,
    Buffer.from([4, 3]),
    withLength(signature),
  ]);
}

/** Two bytes of length, and the bytes. */
function withLength(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}
