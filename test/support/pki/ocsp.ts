import { createHash, sign } from 'node:crypto';
import { encodeDer, encodeInteger, tags } from '../../../server/src/signature/notation/x509/der.ts';
import { bits, der, holder, octets, oid, sequence, tagged } from '../sigstore/der.ts';
import {
  algorithmOf,
  type Digest,
  extension,
  generalizedTime,
  type Holder,
  type KeyPair,
} from './certificate.ts';

/** Answers of OCSP responders, right ones and any wrong one. */

export interface OcspAnswer {
  readonly status?: 'good' | 'revoked' | 'unknown';
  readonly revokedAt?: Date | string;
  /** `CRLReason`. */
  readonly reason?: number;
  readonly invalidSince?: Date | string;
  readonly from?: Date | string;
  /** `null`: it does not say. */
  readonly to?: Date | string | null;
  /** Of another one in the place of the certificate. */
  readonly serial?: bigint | number;
  /** Issued by another one in the place of the issuer. */
  readonly issuer?: Holder;
  readonly hash?: 'sha1' | 'sha256';
  readonly extensions?: readonly Buffer[];
}

export interface OcspOptions extends OcspAnswer {
  /** Who signs; the issuer unless told. */
  readonly responder?: Holder;
  /** Certificates that come along; the responder's when it is not the issuer. */
  readonly certificates?: readonly Buffer[];
  readonly byKey?: boolean;
  readonly digest?: Digest;
  /** More answers behind the first. */
  readonly others?: readonly OcspAnswer[];
  readonly responseExtensions?: readonly Buffer[];
  /** What really signs. */
  readonly keys?: KeyPair;
}

/** Good and of November 2026 unless told, for a year. */
export function makeOcspResponse(certificate: Holder, issuer: Holder, options: OcspOptions = {}): Buffer {
  const {
    responder = issuer,
    byKey,
    digest = 'sha256',
    others = [],
    responseExtensions,
    keys = responder.keys,
  } = options;
  const { certificates = responder === issuer ? [] : [responder.der] } = options;
  const data = sequence(
    byKey ? holder(2, octets(keyHash('sha1', responder))) : holder(1, responder.name),
    generalizedTime('2026-11-01T00:00:00Z'),
    sequence(...[options, ...others].map((answer) => singleResponse(certificate, issuer, answer))),
    ...(responseExtensions ? [holder(1, sequence(...responseExtensions))] : []),
  );
  const basic = sequence(
    data,
    algorithmOf(keys, digest),
    bits(sign(digest, data, keys.privateKey)),
    ...(certificates.length > 0 ? [holder(0, sequence(...certificates))] : []),
  );
  return sequence(
    encodeDer(tags.enumerated, Buffer.of(0)),
    holder(0, sequence(oid('1.3.6.1.5.5.7.48.1.1'), octets(basic))),
  );
}

/** `tryLater` is 3, `unauthorized` 6: without a signature. */
export function refuseOcsp(status: number): Buffer {
  return sequence(encodeDer(tags.enumerated, Buffer.of(status)));
}

function singleResponse(certificate: Holder, issuer: Holder, answer: OcspAnswer): Buffer {
  const { from = '2026-11-01T00:00:00Z', to = '2027-11-01T00:00:00Z', serial = certificate.serial } = answer;
  const { hash = 'sha1', invalidSince, extensions = [], issuer: named = issuer } = answer;
  const nameHash = createHash(hash).update(named.name).digest();
  const algorithm = sequence(
    oid(hash === 'sha1' ? '1.3.14.3.2.26' : '2.16.840.1.101.3.4.2.1'),
    der(tags.null),
  );
  const all = [
    ...(invalidSince === undefined ? [] : [extension('2.5.29.24', generalizedTime(invalidSince))]),
    ...extensions,
  ];
  return sequence(
    sequence(algorithm, octets(nameHash), octets(keyHash(hash, named)), encodeInteger(serial)),
    statusOf(answer),
    generalizedTime(from),
    ...(to === null ? [] : [holder(0, generalizedTime(to))]),
    ...(all.length > 0 ? [holder(1, sequence(...all))] : []),
  );
}

function statusOf({ status = 'good', revokedAt = '2026-10-01T00:00:00Z', reason }: OcspAnswer): Buffer {
  if (status === 'good') return tagged(0, Buffer.of());
  if (status === 'unknown') return tagged(2, Buffer.of());
  const code = reason === undefined ? [] : [holder(0, encodeDer(tags.enumerated, Buffer.of(reason)))];
  return holder(1, generalizedTime(revokedAt), ...code);
}

/** Of the bits of the key alone. */
function keyHash(hash: 'sha1' | 'sha256', { keys }: Holder): Buffer {
  const { publicKey } = keys;
  const isRsa = publicKey.asymmetricKeyType === 'rsa';
  // The bits of an RSA key are PKCS#1; those of P-256 are a point of 65 bytes at the end.
  const key = isRsa
    ? publicKey.export({ format: 'der', type: 'pkcs1' })
    : publicKey.export({ format: 'der', type: 'spki' }).subarray(-65);
  return createHash(hash).update(key).digest();
}
