import { createHash, sign } from 'node:crypto';
import { Der, encodeInteger } from '../../../server/src/signature/notation/x509/der.ts';
import { holder, octets, oid, sequence, set, tagged, yes } from '../sigstore/der.ts';
import { algorithmOf, type Digest, generalizedTime, type Holder, type KeyPair, time } from './certificate.ts';

/** Tokens of timestamp authorities, right ones and any wrong one. */

const digests: Readonly<Record<Digest, string>> = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
};

export interface TimestampOptions {
  readonly at?: Date | string;
  /** Digits after the seconds of `at`. */
  readonly fraction?: string;
  /** What the imprint is made with. */
  readonly imprint?: Digest;
  /** The imprint itself, where only that is known of the message. */
  readonly hash?: Uint8Array;
  readonly nonce?: bigint;
  /** What the authority signs with. */
  readonly digest?: Digest;
  readonly version?: number;
  readonly policy?: string;
  readonly accuracy?: {
    readonly seconds?: number;
    readonly milliseconds?: number;
    readonly microseconds?: number;
  };
  /** Extensions of TSTInfo, ready made. */
  readonly extensions?: readonly Buffer[];
  /** How the signed attributes name the certificate. */
  readonly signingCertificate?: 'v1' | 'v2' | 'both' | 'none';
  /** Whom they name instead. */
  readonly named?: Holder;
  readonly namedDigest?: Digest;
  readonly issuerSerial?: boolean;
  /** The signer is named by its key; give the certificate that extension. */
  readonly byKey?: Buffer;
  /** Certificates that come along; the chain unless told. */
  readonly certificates?: readonly Buffer[];
  readonly contentType?: string;
  /** What the signed attribute says that the content is. */
  readonly signedContentType?: string;
  /** Digest in the signed attributes. */
  readonly messageDigest?: Buffer;
  readonly signingTime?: Date | string;
  readonly signers?: number;
  /** What really signs. */
  readonly keys?: KeyPair;
  /** More signed attributes, ready made. */
  readonly attributes?: readonly Buffer[];
}

/** A TimeStampToken over a message, of November 2026 unless told. */
export function makeTimestamp(
  authority: Holder,
  message: Uint8Array,
  options: TimestampOptions = {},
): Buffer {
  const { digest = 'sha256', certificates = authority.chain, signers = 1 } = options;
  const { contentType = '1.2.840.113549.1.9.16.1.4' } = options;
  const info = tstInfo(message, options);
  const signer = signerInfo(authority, info, contentType, options);
  const data = sequence(
    encodeInteger(3),
    set(sequence(oid(digests[digest]))),
    sequence(oid(contentType), holder(0, octets(info))),
    ...(certificates.length > 0 ? [holder(0, ...certificates)] : []),
    set(...Array.from({ length: signers }, () => signer)),
  );
  return sequence(oid('1.2.840.113549.1.7.2'), holder(0, data));
}

/** A whole TimeStampResp, as an authority sends it. */
export function makeTimestampResponse(token: Buffer): Buffer {
  return sequence(sequence(encodeInteger(0)), token);
}

function tstInfo(message: Uint8Array, options: TimestampOptions): Buffer {
  const {
    at = '2026-11-10T00:00:00Z',
    fraction = '',
    imprint = 'sha256',
    version = 1,
    policy = '1.2.3.4',
  } = options;
  const { accuracy, nonce, extensions } = options;
  const { hash = createHash(imprint).update(message).digest() } = options;
  return sequence(
    encodeInteger(version),
    oid(policy),
    sequence(sequence(oid(digests[imprint])), octets(hash)),
    encodeInteger(42),
    generalizedTime(at, fraction),
    ...(accuracy ? [accuracyOf(accuracy)] : []),
    ...(nonce === undefined ? [] : [encodeInteger(nonce)]),
    ...(extensions ? [holder(1, ...extensions)] : []),
  );
}

function accuracyOf({
  seconds,
  milliseconds,
  microseconds,
}: NonNullable<TimestampOptions['accuracy']>): Buffer {
  // Integers with a tag of their own: the content of one.
  const content = (number: number) => encodeInteger(number).subarray(2);
  return sequence(
    ...(seconds === undefined ? [] : [encodeInteger(seconds)]),
    ...(milliseconds === undefined ? [] : [tagged(0, content(milliseconds))]),
    ...(microseconds === undefined ? [] : [tagged(1, content(microseconds))]),
  );
}

function signerInfo(authority: Holder, info: Buffer, contentType: string, options: TimestampOptions): Buffer {
  const { digest = 'sha256', byKey, keys = authority.keys } = options;
  const attributes = signedAttributes(authority, info, contentType, options);
  const signature = sign(digest, set(...attributes), keys.privateKey);
  return sequence(
    encodeInteger(byKey ? 3 : 1),
    byKey ? tagged(0, byKey) : sequence(authority.issuer, encodeInteger(authority.serial)),
    sequence(oid(digests[digest])),
    holder(0, ...attributes),
    algorithmOf(keys, digest),
    octets(signature),
  );
}

function signedAttributes(
  authority: Holder,
  info: Buffer,
  contentType: string,
  options: TimestampOptions,
): readonly Buffer[] {
  const {
    digest = 'sha256',
    signedContentType = contentType,
    signingCertificate = 'v2',
    signingTime,
  } = options;
  const { messageDigest = createHash(digest).update(info).digest(), attributes = [] } = options;
  const both = signingCertificate === 'both';
  return sorted([
    attribute('1.2.840.113549.1.9.3', oid(signedContentType)),
    attribute('1.2.840.113549.1.9.4', octets(messageDigest)),
    ...(signingTime === undefined ? [] : [attribute('1.2.840.113549.1.9.5', time(signingTime))]),
    ...(both || signingCertificate === 'v1'
      ? [attribute('1.2.840.113549.1.9.16.2.12', certificateId(authority, options, 'sha1'))]
      : []),
    ...(both || signingCertificate === 'v2'
      ? [
          attribute(
            '1.2.840.113549.1.9.16.2.47',
            certificateId(authority, options, options.namedDigest ?? 'sha256'),
          ),
        ]
      : []),
    ...attributes,
  ]);
}

/** `SigningCertificate` with SHA-1, else `SigningCertificateV2`. */
function certificateId(authority: Holder, options: TimestampOptions, digest: Digest): Buffer {
  const { named = authority, issuerSerial } = options;
  const hash = octets(createHash(digest).update(named.der).digest());
  const algorithm = digest === 'sha1' || digest === 'sha256' ? [] : [sequence(oid(digests[digest]))];
  const names = sequence(sequence(holder(4, named.issuer)), encodeInteger(named.serial));
  return sequence(sequence(sequence(...algorithm, hash, ...(issuerSerial ? [names] : []))));
}

/** An attribute with one value. */
export function attribute(id: string, value: Buffer): Buffer {
  return sequence(oid(id), set(value));
}

/** The order of a DER set. */
function sorted(elements: readonly Buffer[]): readonly Buffer[] {
  return elements.toSorted(Buffer.compare);
}

/** The same token as authorities write it who do not know lengths in advance: BER, with the content in parts. */
export function asBer(token: Buffer): Buffer {
  const open = (tag: number, ...parts: readonly Uint8Array[]) =>
    Buffer.concat([Buffer.of(tag, 0x80), ...parts, Buffer.of(0, 0)]);
  const [type, wrapped] = Der.read(token).children();
  const [version, digests, content, ...rest] = wrapped!.only().children();
  const [contentType, octetString] = content!.children();
  const info = octetString!.only().octets();
  const inParts = open(0x24, octets(info.subarray(0, 9)), octets(info.subarray(9)));
  const inner = open(0x30, contentType!.bytes, open(0xa0, inParts));
  // A length of four bytes where one would do.
  const wide = Buffer.concat([Buffer.of(0x02, 0x84, 0, 0, 0, 1), version!.value]);
  const data = open(0x30, wide, digests!.bytes, inner, ...rest.map(({ bytes }) => bytes));
  return open(0x30, type!.bytes, open(0xa0, data));
}

/** An extension of TSTInfo that must be understood. */
export const criticalExtension: Buffer = sequence(oid('1.2.3.4.5'), yes, octets(Buffer.of(5, 0)));
