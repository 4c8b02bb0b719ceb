import { type Extension, extensionsIn } from '../x509/certificate.ts';
import { Der, DerError, tags } from '../x509/der.ts';
import { refuseCritical } from './critical.ts';
import { type Revocation, Useless } from './finding.ts';

export interface Entry extends Revocation {
  /** Of a delta: it is revoked no longer. */
  readonly removed: boolean;
}

const oids = { reasonCode: '2.5.29.21', invalidityDate: '2.5.29.24' } as const;
const understood: ReadonlySet<string> = new Set([oids.reasonCode, oids.invalidityDate]);

/** Entries that are read although they are of other certificates, since something in them may be critical. Hardly any list has one. */
const maxDoubtful = 1_000;

const certificateHold = 6;
const removeFromCrl = 8;

/**
 * The entries of a serial number (content octets) in the content of `revokedCertificates`. Ten megabytes are walked through
 * by offsets, without an object for what is of no interest. One critical extension that nobody here understands, in any
 * entry, makes the whole list useless (RFC 5280, 5.3). @throws DerError, Useless
 */
export function findEntries(entries: Uint8Array, serial: Uint8Array): readonly Entry[] {
  const found: Entry[] = [];
  let doubtful = 0;
  for (let at = 0; at < entries.length; ) {
    // An entry, and in it a serial number, a time, and maybe more. Beyond the end every comparison is with NaN, and false.
    const first = entries[at + 1]!;
    const long = first === 0x81 ? entries[at + 2]! : entries[at + 2]! * 256 + entries[at + 3]!;
    const isLong = (first === 0x81 && long >= 0x80) || (first === 0x82 && long >= 0x100);
    const start = at + (first < 0x80 ? 2 : first - 0x80 + 2);
    const end = start + (first < 0x80 ? first : long);
    const size = entries[start + 1]!;
    const time = start + 2 + size;
    const more = time + 2 + entries[time + 1]!;
    const sound =
      entries[at] === tags.sequence &&
      (first < 0x80 || isLong) &&
      entries[start] === tags.integer &&
      size > 0 &&
      size < 0x80 &&
      (entries[time] === tags.utcTime || entries[time] === tags.generalizedTime) &&
      more <= end &&
      end <= entries.length;
    if (!sound) throw new DerError('it has an entry that is none');
    const matches = size === serial.length && isAt(entries, start + 2, serial);
    if (matches || mayBeCritical(entries, more, end)) {
      if (++doubtful > maxDoubtful) throw new Useless('it has too many entries that demand something');
      const entry = readEntry(Der.read(entries.subarray(at, end)));
      if (matches) found.push(entry);
    }
    at = end;
  }
  return found;
}

function isAt(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let index = 0; index < wanted.length; index++) if (bytes[at + index] !== wanted[index]) return false;
  return true;
}

/** Whether there is a TRUE in it: all that is critical has one. */
function mayBeCritical(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at + 2 < to; at++) {
    if (bytes[at] === tags.boolean && bytes[at + 1] === 1 && bytes[at + 2] !== 0) return true;
  }
  return false;
}

function readEntry(der: Der): Entry {
  const [serial, at, wrapped, ...others] = der.as(tags.sequence).children(4);
  if (!serial || !at || others.length > 0) throw new DerError('it has an entry that is none');
  serial.integer();
  const extensions = wrapped ? extensionsIn(wrapped) : new Map<string, Extension>();
  refuseCritical(extensions, understood);
  const reason = extensions.get(oids.reasonCode);
  const code = reason ? Der.read(reason.value).small(tags.enumerated) : 0;
  const invalid = extensions.get(oids.invalidityDate);
  return {
    at: at.time(),
    held: code === certificateHold,
    removed: code === removeFromCrl,
    invalidSince: invalid && Der.read(invalid.value).as(tags.generalizedTime).time(),
  };
}
