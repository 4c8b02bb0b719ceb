import { type Extension, extensionsIn } from '../x509/certificate.ts';
import { contextTag, Der, DerError, tags } from '../x509/der.ts';

/** What a timestamp authority has signed (RFC 3161, 2.4.2). */
export interface TstInfo {
  /** OID of the digest of the imprint. */
  readonly imprintAlgorithm: string;
  readonly imprint: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Milliseconds that the clock may be wrong by, either way. */
  readonly accuracy: number;
}

export const tstInfoType = '1.2.840.113549.1.9.16.1.4';

/** The baseline policy of RFC 3628: its authorities are right to the second. */
const baselinePolicy = '0.4.0.2023.1.1';

/** @throws DerError */
export function readTstInfo(bytes: Uint8Array): TstInfo {
  const members = Der.read(bytes).as(tags.sequence).children(10);
  const [version, policy, imprint, serial, time, ...rest] = members;
  if (!version || !policy || !imprint || !serial || !time) throw new DerError('no TSTInfo');
  if (version.small() !== 1) throw new DerError('a timestamp of another version');
  serial.integer();
  const [algorithm, hash, ...others] = imprint.as(tags.sequence).children(3);
  if (!algorithm || !hash || others.length > 0) throw new DerError('no imprint');
  const optional = (tag: number) => (rest[0]?.tag === tag ? rest.shift() : undefined);
  const accuracy = accuracyOf(optional(tags.sequence));
  optional(tags.boolean)?.boolean();
  optional(tags.integer)?.integer();
  optional(contextTag(0));
  const extensions = optional(contextTag(1));
  if (rest.length > 0) throw new DerError('a timestamp with more in it');
  const critical = extensions && criticalOf(extensions);
  if (critical !== undefined) throw new DerError(`it demands something unknown here (${critical})`);
  return {
    imprintAlgorithm: algorithm.as(tags.sequence).children(2)[0]?.oid() ?? '',
    imprint: hash.octets(),
    at: time.as(tags.generalizedTime).time(),
    accuracy: accuracy === 0 && policy.oid() === baselinePolicy ? 1000 : accuracy,
  };
}

/** Seconds, milliseconds, microseconds, each of them optional. Rounded up: less would claim too much. */
function accuracyOf(der: Der | undefined): number {
  const members = der?.children(3) ?? [];
  const part = (tag: number, most: number) => {
    if (members[0]?.tag !== tag) return 0;
    const number = members.shift()!.small(tag);
    if (number > most) throw new DerError('no accuracy');
    return number;
  };
  const seconds = part(tags.integer, 0x7fffffff);
  const milliseconds = part(contextTag(0, false), 999);
  const microseconds = part(contextTag(1, false), 999);
  if (members.length > 0) throw new DerError('no accuracy');
  return seconds * 1000 + milliseconds + Math.ceil(microseconds / 1000);
}

/** The OID of one that must be understood; none is understood here. */
function criticalOf(tagged: Der): string | undefined {
  const sequence = Uint8Array.from(tagged.bytes);
  sequence[0] = tags.sequence;
  const extensions: Iterable<[string, Extension]> = extensionsIn(Der.read(sequence));
  return [...extensions].find(([, { critical }]) => critical)?.[0];
}
