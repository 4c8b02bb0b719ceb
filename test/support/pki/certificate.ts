import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { encodeDer, encodeInteger, tags } from '../../../server/src/signature/notation/x509/der.ts';
import { bits, der, holder, octets, oid, sequence, set, tagged, utf8, yes } from '../sigstore/der.ts';

/** Certificates made from keys of this process, right ones and any wrong one. */

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Somebody with a certificate and its key. */
export interface Holder {
  /** The certificate (DER). */
  readonly der: Buffer;
  /** This certificate and those above it, up to the root. */
  readonly chain: readonly Buffer[];
  /** The subject (DER). */
  readonly name: Buffer;
  /** The issuer's name (DER). */
  readonly issuer: Buffer;
  readonly serial: bigint;
  readonly keys: KeyPair;
}

export type Digest = 'sha1' | 'sha256' | 'sha384' | 'sha512';

export interface CertificateOptions {
  /** `CN=app,O=Acme`, the last part first, as RFC 4514 has it. Commas and signs in values cannot be written. */
  readonly subject?: string;
  readonly keys?: KeyPair;
  readonly serial?: bigint | number;
  readonly from?: Date | string;
  readonly to?: Date | string;
  /** What the issuer signs it with. */
  readonly digest?: Digest;
  /** A CA, with the most CAs that may follow it. */
  readonly ca?: boolean | { readonly pathLength: number };
  /** Bits of keyUsage. */
  readonly usages?: readonly number[] | undefined;
  readonly extendedUsages?: readonly string[] | undefined;
  readonly extendedUsageCritical?: boolean;
  /** Addresses of OCSP responders. */
  readonly ocsp?: readonly string[];
  /** Distribution points, each with its addresses. */
  readonly crl?: readonly (readonly string[])[];
  /** Addresses of delta CRLs. */
  readonly freshest?: readonly string[];
  /** The last word on an extension, by OID: another one (`extension()`), or none. */
  readonly extensions?: Readonly<Record<string, Buffer | undefined>>;
}

export const usage = {
  digitalSignature: 0,
  contentCommitment: 1,
  keyEncipherment: 2,
  keyCertSign: 5,
  cRLSign: 6,
} as const;

export const purpose = {
  any: '2.5.29.37.0',
  serverAuthentication: '1.3.6.1.5.5.7.3.1',
  clientAuthentication: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
} as const;

export const ocspNoCheck = '1.3.6.1.5.5.7.48.1.5';

export function ecKeys(namedCurve = 'P-256'): KeyPair {
  return generateKeyPairSync('ec', { namedCurve });
}

export function rsaKeys(modulusLength = 2048): KeyPair {
  return generateKeyPairSync('rsa', { modulusLength });
}

/** A self-signed CA. */
export function makeRoot(options: CertificateOptions = {}): Holder {
  return makeCertificate(undefined, {
    subject: 'CN=root,O=Acme,ST=WA,C=US',
    ca: true,
    usages: [usage.keyCertSign, usage.cRLSign],
    ...options,
  });
}

export function makeIntermediate(issuer: Holder, options: CertificateOptions = {}): Holder {
  return makeCertificate(issuer, {
    subject: 'CN=intermediate,O=Acme,ST=WA,C=US',
    ca: true,
    usages: [usage.keyCertSign, usage.cRLSign],
    ...options,
  });
}

/** One who signs images; without an issuer self-signed, as `notation certificate generate-test` makes them. */
export function makeSigner(issuer: Holder | undefined, options: CertificateOptions = {}): Holder {
  return makeCertificate(issuer, {
    subject: 'CN=app,O=Acme,ST=WA,C=US',
    usages: [usage.digitalSignature],
    extendedUsages: [purpose.codeSigning],
    ...options,
  });
}

/** A timestamp authority. */
export function makeTimestampAuthority(issuer: Holder | undefined, options: CertificateOptions = {}): Holder {
  return makeCertificate(issuer, {
    subject: 'CN=tsa,O=Acme,ST=WA,C=US',
    usages: [usage.digitalSignature],
    extendedUsages: [purpose.timeStamping],
    extendedUsageCritical: true,
    ...options,
  });
}

/** One whom a CA lets answer OCSP requests. */
export function makeResponder(issuer: Holder, options: CertificateOptions = {}): Holder {
  return makeCertificate(issuer, {
    subject: 'CN=responder,O=Acme,ST=WA,C=US',
    usages: [usage.digitalSignature],
    extendedUsages: [purpose.ocspSigning],
    ...options,
    extensions: { [ocspNoCheck]: extension(ocspNoCheck, der(tags.null)), ...options.extensions },
  });
}

let serials = 1000n;

/** Any certificate; self-signed without an issuer. Valid from 2026 to 2049 unless told. */
export function makeCertificate(issuer: Holder | undefined, options: CertificateOptions): Holder {
  const { subject = '', keys = ecKeys(), serial = serials++, digest = 'sha256' } = options;
  const { from = '2026-01-01T00:00:00Z', to = '2049-01-01T00:00:00Z' } = options;
  const name = makeName(subject);
  const algorithm = algorithmOf(issuer?.keys ?? keys, digest);
  const body = sequence(
    holder(0, encodeInteger(2)),
    encodeInteger(serial),
    algorithm,
    issuer?.name ?? name,
    sequence(time(from), time(to)),
    name,
    keys.publicKey.export({ format: 'der', type: 'spki' }),
    holder(3, sequence(...extensionsOf(options))),
  );
  const certificate = signed(body, issuer?.keys ?? keys, digest);
  return {
    der: certificate,
    chain: [certificate, ...(issuer?.chain ?? [])],
    name,
    issuer: issuer?.name ?? name,
    serial: BigInt(serial),
    keys,
  };
}

function extensionsOf(options: CertificateOptions): readonly Buffer[] {
  const { ca, usages, extendedUsages, extendedUsageCritical, ocsp, crl, freshest, extensions = {} } = options;
  const all = new Map<string, Buffer | undefined>();
  const pathLength = typeof ca === 'object' ? [encodeInteger(ca.pathLength)] : [];
  if (ca) all.set('2.5.29.19', extension('2.5.29.19', sequence(yes, ...pathLength), true));
  if (usages) all.set('2.5.29.15', extension('2.5.29.15', namedBits(usages), true));
  if (extendedUsages) {
    all.set('2.5.29.37', extension('2.5.29.37', sequence(...extendedUsages.map(oid)), extendedUsageCritical));
  }
  if (ocsp) all.set('1.3.6.1.5.5.7.1.1', extension('1.3.6.1.5.5.7.1.1', sequence(...ocsp.map(ocspAccess))));
  if (crl) all.set('2.5.29.31', extension('2.5.29.31', distributionPoints(...crl)));
  if (freshest) all.set('2.5.29.46', extension('2.5.29.46', distributionPoints(freshest)));
  for (const [id, changed] of Object.entries(extensions)) all.set(id, changed);
  return [...all.values()].filter((each) => each !== undefined);
}

export function extension(id: string, value: Uint8Array, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [yes] : []), octets(value));
}

/** `CRLDistributionPoints` of addresses, and nothing else in them. */
export function distributionPoints(...points: readonly (readonly string[])[]): Buffer {
  return sequence(...points.map((addresses) => sequence(holder(0, holder(0, ...addresses.map(address))))));
}

/** An address as a `GeneralName`. */
export function address(url: string): Buffer {
  return tagged(6, Buffer.from(url, 'latin1'));
}

function ocspAccess(url: string): Buffer {
  return sequence(oid('1.3.6.1.5.5.7.48.1'), address(url));
}

/** A named bit list in its one form. */
export function namedBits(numbers: readonly number[]): Buffer {
  if (numbers.length === 0) return der(tags.bitString, Buffer.of(0));
  const last = Math.max(...numbers);
  const bytes = Buffer.alloc((last >> 3) + 1);
  for (const number of numbers) bytes[number >> 3]! |= 0x80 >> (number & 7);
  return der(tags.bitString, Buffer.of(7 - (last & 7)), bytes);
}

const attributes: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  O: '2.5.4.10',
  OU: '2.5.4.11',
};

/** `CN=app,O=Acme` as DER. */
export function makeName(text: string): Buffer {
  const parts = text === '' ? [] : text.split(',').reverse();
  return sequence(
    ...parts.map((part) => {
      const [type = '', value = ''] = part.split('=');
      return set(sequence(oid(attributes[type] ?? type), utf8(value)));
    }),
  );
}

const algorithms: Readonly<Record<string, Readonly<Record<Digest, string>>>> = {
  ec: {
    sha1: '1.2.840.10045.4.1',
    sha256: '1.2.840.10045.4.3.2',
    sha384: '1.2.840.10045.4.3.3',
    sha512: '1.2.840.10045.4.3.4',
  },
  rsa: {
    sha1: '1.2.840.113549.1.1.5',
    sha256: '1.2.840.113549.1.1.11',
    sha384: '1.2.840.113549.1.1.12',
    sha512: '1.2.840.113549.1.1.13',
  },
};

/** `AlgorithmIdentifier` of a signature with these keys. */
export function algorithmOf({ privateKey }: KeyPair, digest: Digest): Buffer {
  const type = privateKey.asymmetricKeyType ?? '';
  const id = algorithms[type]?.[digest];
  if (id === undefined) throw new Error(`no signature algorithm for ${type} keys`);
  return sequence(oid(id), ...(type === 'rsa' ? [der(tags.null)] : []));
}

/** `SEQUENCE { body, algorithm, signature }`, as certificates and revocation lists are. */
export function signed(body: Uint8Array, keys: KeyPair, digest: Digest = 'sha256'): Buffer {
  return sequence(body, algorithmOf(keys, digest), bits(sign(digest, body, keys.privateKey)));
}

/** UTCTime up to 2049, GeneralizedTime after. Whole seconds. */
export function time(at: Date | string): Buffer {
  const digits = digitsOf(at);
  return Number(digits.slice(0, 4)) < 2050
    ? encodeDer(tags.utcTime, Buffer.from(`${digits.slice(2)}Z`))
    : encodeDer(tags.generalizedTime, Buffer.from(`${digits}Z`));
}

/** GeneralizedTime; `fraction` are the digits after the seconds. */
export function generalizedTime(at: Date | string, fraction = ''): Buffer {
  return encodeDer(tags.generalizedTime, Buffer.from(`${digitsOf(at)}${fraction && `.${fraction}`}Z`));
}

function digitsOf(at: Date | string): string {
  return new Date(at).toISOString().replace(/[-:T]/g, '').slice(0, 14);
}
