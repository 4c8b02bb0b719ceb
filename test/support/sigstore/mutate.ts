import type { SignatureRecord } from '../../../server/src/signature/report.ts';
import type { Signed } from './sign.ts';

/** A number below the given one, by chance that can be repeated. */
type Next = (below: number) => number;

/** The signature with one to three random changes; `donor` is another one, to take pieces of. */
export function mutant(signed: Signed, donor: Signed, next: Next): Signed {
  let result = signed;
  for (let times = 1 + next(3); times > 0; times--) result = changed(result, donor, next);
  return result;
}

function changed({ record, bytes }: Signed, donor: Signed, next: Next): Signed {
  const names = Object.keys(record.annotations);
  const what = next(names.length > 0 ? 20 : 12);
  if (what < 4) return { record, bytes: changedBytes(bytes, next) };
  if (what < 11) return { record, bytes: changedText(bytes, donor.bytes, next) };
  if (what === 11) return { record: changedRecord(record, donor.record, next), bytes };
  const name = pick(names, next);
  const { [name]: old = '', ...others } = record.annotations;
  const value = changedAnnotation(old, donor.record.annotations[name], next);
  return {
    bytes,
    record: { ...record, annotations: { ...others, ...(value !== undefined && { [name]: value }) } },
  };
}

function changedRecord(
  record: SignatureRecord,
  { mediaType, annotations }: SignatureRecord,
  next: Next,
): SignatureRecord {
  const layouts = ['referrer', 'fallback-tag', 'legacy', 'legacy-attestation', 'oci11'] as const;
  switch (next(4)) {
    case 0:
      return { ...record, layout: pick(layouts, next) };
    case 1:
      return { ...record, mediaType };
    case 2:
      return { ...record, kind: record.kind === 'signature' ? 'attestation' : 'signature' };
    default:
      return { ...record, annotations };
  }
}

function changedAnnotation(text: string, donated: string | undefined, next: Next): string | undefined {
  switch (next(6)) {
    case 0:
      return undefined;
    case 1:
      return donated ?? '';
    case 2:
      return changedBase64(text, next);
    case 3:
    case 4:
      return changedText(Buffer.from(text), Buffer.from(donated ?? '{}'), next).toString();
    default:
      return changedBytes(Buffer.from(text), next).toString('latin1');
  }
}

/** Turns bits, overwrites, cuts, doubles, inserts. */
function changedBytes(bytes: Buffer, next: Next): Buffer {
  const at = next(bytes.length + 1);
  const to = Math.min(bytes.length, at + 1 + next(16));
  const [before, part, after] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
  switch (next(7)) {
    case 0:
    case 1: {
      const copy = Buffer.from(bytes);
      if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << next(8));
      return copy;
    }
    case 2:
      return Buffer.concat([before, Buffer.from(part.map(() => next(256))), after]);
    case 3:
      return Buffer.concat([before, after]);
    case 4:
      return Buffer.concat([before, part, part, after]);
    case 5:
      return Buffer.concat([before, Buffer.from([next(256)]), bytes.subarray(at)]);
    default:
      return Buffer.from(before);
  }
}

/** JSON with a change in its structure; what is none, with a change in its bytes. */
function changedText(bytes: Buffer, donor: Buffer, next: Next): Buffer {
  const json = read(bytes);
  if (json === undefined) return changedBytes(bytes, next);
  return Buffer.from(JSON.stringify(changedJson(json, read(donor), next)));
}

const junk: readonly unknown[] = [
  null,
  '',
  0,
  1,
  -1,
  true,
  [],
  {},
  [[]],
  'AAAA',
  '0',
  '-1',
  '9'.repeat(30),
  1e300,
  '\u0000',
];

/** Walks down a random way and changes what is there; `donor` walks along, for pieces of the same place. */
function changedJson(value: unknown, donor: unknown, next: Next): unknown {
  const members = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (members.length === 0) return changedLeaf(value, donor, next);
  const name = pick(members, next);
  const copy = structuredClone(value) as Record<string, unknown>;
  const theirs =
    typeof donor === 'object' && donor !== null ? (donor as Record<string, unknown>)[name] : undefined;
  switch (next(12)) {
    case 0:
      if (Array.isArray(copy)) copy.splice(Number(name), 1);
      else delete copy[name];
      return copy;
    case 1:
      copy[name] = pick(junk, next);
      return copy;
    case 2: {
      const other = pick(members, next);
      [copy[name], copy[other]] = [copy[other], copy[name]];
      return copy;
    }
    case 3:
      if (Array.isArray(copy)) copy.push(copy[Number(name)]);
      else copy[`${name}${next(10)}`] = copy[name];
      return copy;
    case 4:
      if (theirs !== undefined) copy[name] = theirs;
      return copy;
    default:
      copy[name] = changedJson(copy[name], theirs, next);
      return copy;
  }
}

function changedLeaf(value: unknown, donor: unknown, next: Next): unknown {
  if (typeof value === 'number') return value + next(3) - 1;
  if (typeof value !== 'string') return pick(junk, next);
  switch (next(6)) {
    case 0:
      return typeof donor === 'string' ? donor : pick(junk, next);
    case 1:
      return /^\d+$/.test(value) ? `${Number(value) + next(3) - 1}` : pick(junk, next);
    case 2:
      return changedBytes(Buffer.from(value), next).toString('latin1');
    case 3: {
      // What is JSON in base64: payloads, bodies of log entries.
      const inner = Buffer.from(value, 'base64');
      return changedText(inner, Buffer.from(typeof donor === 'string' ? donor : '', 'base64'), next).toString(
        'base64',
      );
    }
    default:
      return changedBase64(value, next);
  }
}

function changedBase64(text: string, next: Next): string {
  return changedBytes(Buffer.from(text, 'base64'), next).toString('base64');
}

function read(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

function pick<T>(list: readonly T[], next: Next): T {
  return list[next(list.length)] as T;
}
