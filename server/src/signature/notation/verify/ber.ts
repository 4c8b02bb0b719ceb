import { Der, DerError, encodeDer, tags } from '../x509/der.ts';

/** Real structures nest a dozen deep. */
const maxDepth = 40;
const constructed = 0x20;
const octetsInParts = tags.octetString | constructed;

interface Element {
  readonly der: Uint8Array;
  /** Where the next one begins. */
  readonly end: number;
}

/**
 * One element of BER in the form of DER: CMS may be written with lengths that are not the shortest, without a length, and with
 * octet strings in parts, and some timestamp authorities do so. What is DER stays as it is. @throws DerError
 */
export function toDer(bytes: Uint8Array): Uint8Array {
  const { der, end } = convert(bytes, 0, bytes.length, 0);
  if (end !== bytes.length) throw new DerError('there are bytes after it');
  return der;
}

function convert(bytes: Uint8Array, at: number, limit: number, depth: number): Element {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined || at + 2 > limit) throw new DerError('it ends early');
  if ((tag & 0x1f) === 0x1f || tag === 0) throw new DerError('a tag that is not understood');
  if (depth > maxDepth) throw new DerError('it is nested too deep');
  const holds = (tag & constructed) !== 0;
  if (first === 0x80) {
    if (!holds) throw new DerError('a length that is none');
    const { parts, end } = within(bytes, at + 2, limit, depth, true);
    return { der: join(tag, parts), end: end + 2 };
  }
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (count > 4) throw new DerError('a length that is none');
  let length = count === 0 ? first : 0;
  for (let index = 0; index < count; index++) length = length * 256 + (bytes[at + 2 + index] ?? Number.NaN);
  const start = at + 2 + count;
  const end = start + length;
  if (!(end <= limit)) throw new DerError('it ends early');
  if (!holds) return { der: encodeDer(tag, bytes.subarray(start, end)), end };
  return { der: join(tag, within(bytes, start, end, depth, false).parts), end };
}

/** The elements up to the limit or, where there is no length, up to the two zeros that stand for the end. */
function within(bytes: Uint8Array, from: number, limit: number, depth: number, open: boolean) {
  const parts: Uint8Array[] = [];
  let at = from;
  while (open ? bytes[at] !== 0 || bytes[at + 1] !== 0 : at < limit) {
    const { der, end } = convert(bytes, at, limit, depth + 1);
    parts.push(der);
    at = end;
  }
  if (open && at + 2 > limit) throw new DerError('it ends early');
  return { parts, end: at };
}

function join(tag: number, parts: readonly Uint8Array[]): Uint8Array {
  if (tag !== octetsInParts) return encodeDer(tag, ...parts);
  return encodeDer(tags.octetString, ...parts.map((part) => Der.read(part).octets()));
}
