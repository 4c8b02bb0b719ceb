import { createPrivateKey, generateKeyPair, type KeyObject, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { toPem } from '../../cosign/keys/pem.ts';
import { extensionOids, keyUsages, purposes } from '../x509/certificate.ts';
import { contextTag, encodeDer, encodeInteger, encodeOid, tags } from '../x509/der.ts';

export const testKeyBits = [2048, 3072, 4096] as const;
export type TestKeyBits = (typeof testKeyBits)[number];

/** A key with a self-signed certificate, both in PEM. */
export interface TestCertificate {
  /** PKCS #8. */
  readonly keyPem: string;
  readonly certificatePem: string;
  /** Milliseconds since the epoch: a day later. */
  readonly notAfter: number;
}

const dayMs = 24 * 60 * 60 * 1000;

/** The subject as `notation cert generate-test` has it, and one attribute that says what it is. In the order of the name. */
const subject = (name: string) =>
  [
    ['2.5.4.6', tags.printableString, 'US'],
    ['2.5.4.8', tags.utf8String, 'WA'],
    ['2.5.4.7', tags.utf8String, 'Seattle'],
    ['2.5.4.10', tags.utf8String, 'Notary'],
    ['2.5.4.11', tags.utf8String, 'For tests only'],
    ['2.5.4.3', tags.utf8String, name],
  ] as const;

/** An RSA key and a certificate for tests, as `notation cert generate-test` makes them. `now`: milliseconds since the epoch. */
export async function makeTestCertificate(
  name: string,
  bits: TestKeyBits,
  now: number,
): Promise<TestCertificate> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: bits,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const notBefore = Math.floor(now / 1000) * 1000;
  const notAfter = notBefore + dayMs;
  const der = certificate(name, publicKey, createPrivateKey(privateKey), notBefore, notAfter);
  return { keyPem: privateKey, certificatePem: toPem('CERTIFICATE', der), notAfter };
}

/** Signed by its own key, with RSA and SHA-256. */
function certificate(
  name: string,
  publicKey: Buffer,
  key: KeyObject,
  notBefore: number,
  notAfter: number,
): Buffer {
  const algorithm = sequence(encodeOid('1.2.840.113549.1.1.11'), encodeDer(tags.null));
  const who = nameOf(name);
  const body = sequence(
    encodeDer(contextTag(0), encodeInteger(2)),
    encodeInteger(BigInt(`0x${randomBytes(16).toString('hex')}`) | 1n),
    algorithm,
    who,
    sequence(time(notBefore), time(notAfter)),
    who,
    publicKey,
    encodeDer(contextTag(3), sequence(keyUsage(), extendedKeyUsage())),
  );
  const signature = encodeDer(tags.bitString, Buffer.of(0), sign('sha256', body, key));
  return sequence(body, algorithm, signature);
}

function nameOf(name: string): Buffer {
  const parts = subject(name).map(([oid, tag, value]) =>
    encodeDer(tags.set, sequence(encodeOid(oid), encodeDer(tag, Buffer.from(value)))),
  );
  return sequence(...parts);
}

/** Critical, and digitalSignature alone. */
function keyUsage(): Buffer {
  const bits = Buffer.of(7, 0x80 >> keyUsages.digitalSignature);
  const critical = encodeDer(tags.boolean, Buffer.of(0xff));
  return sequence(
    encodeOid(extensionOids.keyUsage),
    critical,
    encodeDer(tags.octetString, encodeDer(tags.bitString, bits)),
  );
}

function extendedKeyUsage(): Buffer {
  const codeSigning = sequence(encodeOid(purposes.codeSigning));
  return sequence(encodeOid(extensionOids.extendedKeyUsage), encodeDer(tags.octetString, codeSigning));
}

/** UTCTime until 2049, GeneralizedTime after (RFC 5280, 4.1.2.5). */
function time(at: number): Buffer {
  const text = new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '');
  const short = at < Date.UTC(2050, 0, 1);
  return encodeDer(short ? tags.utcTime : tags.generalizedTime, Buffer.from(short ? text.slice(2) : text));
}

function sequence(...members: readonly Buffer[]): Buffer {
  return encodeDer(tags.sequence, ...members);
}
