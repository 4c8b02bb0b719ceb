import { encodeDer, encodeInteger, tags } from '../../../server/src/signature/notation/x509/der.ts';
import { holder, sequence, tagged } from '../sigstore/der.ts';
import {
  address,
  algorithmOf,
  type Digest,
  distributionPoints,
  extension,
  generalizedTime,
  type Holder,
  signed,
  time,
} from './certificate.ts';

/** Revocation lists, right ones and any wrong one. */

export interface RevokedEntry {
  readonly serial: bigint | number;
  readonly at?: Date | string;
  /** `CRLReason`: 1 key compromise, 6 hold, 8 removed from the list. */
  readonly reason?: number;
  readonly invalidSince?: Date | string;
  /** More extensions, ready made. */
  readonly extensions?: readonly Buffer[];
}

export interface CrlOptions {
  readonly revoked?: readonly RevokedEntry[];
  /** The same, ready made: content of `revokedCertificates`. */
  readonly entries?: Uint8Array;
  readonly from?: Date | string;
  /** `null`: it does not say. */
  readonly to?: Date | string | null;
  /** `null`: it does not say. */
  readonly number?: bigint | number | null;
  /** A delta to the list of this number. */
  readonly base?: bigint | number;
  /** `issuingDistributionPoint`: `scope()`. */
  readonly scope?: Buffer;
  /** Addresses of deltas. */
  readonly freshest?: readonly string[];
  readonly extensions?: readonly Buffer[];
  readonly digest?: Digest;
  /** Who signs it in the issuer's place. */
  readonly signer?: Holder;
}

/** Of November 2026 unless told, for a year. */
export function makeCrl(issuer: Holder, options: CrlOptions = {}): Buffer {
  const { revoked = [], from = '2026-11-01T00:00:00Z', to = '2027-11-01T00:00:00Z', number = 1 } = options;
  const { base, scope: place, freshest, extensions = [], digest = 'sha256', signer = issuer } = options;
  const entries = options.entries ?? Buffer.concat(revoked.map(entry));
  const body = sequence(
    encodeInteger(1),
    algorithmOf(signer.keys, digest),
    issuer.name,
    time(from),
    ...(to === null ? [] : [time(to)]),
    ...(entries.length > 0 ? [sequence(entries)] : []),
    holder(
      0,
      sequence(
        ...(number === null ? [] : [extension('2.5.29.20', encodeInteger(number))]),
        ...(base === undefined ? [] : [extension('2.5.29.27', encodeInteger(base), true)]),
        ...(place ? [extension('2.5.29.28', place, true)] : []),
        ...(freshest ? [extension('2.5.29.46', distributionPoints(freshest))] : []),
        ...extensions,
      ),
    ),
  );
  return signed(body, signer.keys, digest);
}

function entry({
  serial,
  at = '2026-10-01T00:00:00Z',
  reason,
  invalidSince,
  extensions = [],
}: RevokedEntry): Buffer {
  const all = [
    ...(reason === undefined ? [] : [extension('2.5.29.21', encodeDer(tags.enumerated, Buffer.of(reason)))]),
    ...(invalidSince === undefined ? [] : [extension('2.5.29.24', generalizedTime(invalidSince))]),
    ...extensions,
  ];
  return sequence(encodeInteger(serial), time(at), ...(all.length > 0 ? [sequence(...all)] : []));
}

export interface ScopeOptions {
  readonly addresses?: readonly string[];
  readonly users?: boolean;
  readonly authorities?: boolean;
  readonly someReasons?: boolean;
  readonly indirect?: boolean;
  readonly attributes?: boolean;
}

/** `IssuingDistributionPoint`. */
export function scope({
  addresses,
  users,
  authorities,
  someReasons,
  indirect,
  attributes,
}: ScopeOptions): Buffer {
  const flag = (number: number, set: boolean | undefined) => (set ? [tagged(number, Buffer.of(0xff))] : []);
  return sequence(
    ...(addresses ? [holder(0, holder(0, ...addresses.map(address)))] : []),
    ...flag(1, users),
    ...flag(2, authorities),
    ...(someReasons ? [tagged(3, Buffer.of(6, 0x40))] : []),
    ...flag(4, indirect),
    ...flag(5, attributes),
  );
}
