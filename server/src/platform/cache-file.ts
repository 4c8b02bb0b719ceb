import { crc32 } from 'node:zlib';

// The format: a header, then one line an entry, the newest last: eight hex digits of CRC-32, a space, and
// `["key",expires,"value"]` as JSON. A torn or overwritten line fails its checksum and is skipped; each appended piece
// begins with a line break, so that a line torn by a crash spoils no other.

export const HEADER = 'imageseal cache 1\n';

/** Where an entry's line is. */
export interface EntryPosition {
  readonly key: string;
  /** Milliseconds since the epoch; `Infinity` for never. */
  readonly expires: number;
  /** Of the line's first byte, without its line break. */
  readonly offset: number;
  readonly length: number;
}

const HEADER_LINE = Buffer.from(HEADER.trimEnd());
const LINE_BREAK = 0x0a;
const CHECKSUM_LENGTH = 9;
const HEAD = /^\[("(?:[^"\\]|\\.)*"),(\d+|null),/;
/** No key is longer than this in bytes; the head of a line is looked for in so many. */
const MAX_HEAD = 8 * 1024;

export function encodeLine(key: string, expires: number, value: string): string {
  const json = JSON.stringify([key, Number.isFinite(expires) ? expires : null, value]);
  return `${checksum(json)} ${json}`;
}

/** The value of a whole line, or `undefined` when it is damaged or another key's. */
export function decodeLine(line: Buffer, key: string): string | undefined {
  if (!isIntact(line)) return undefined;
  try {
    const [found, , value] = JSON.parse(line.toString('utf8', CHECKSUM_LENGTH)) as [
      unknown,
      unknown,
      unknown,
    ];
    return found === key && typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Finds the entries in a file that comes in chunks, without decoding their values. */
export class LineScanner {
  /** Lines that were not what they should be. */
  damaged = 0;
  private rest: Buffer = Buffer.alloc(0);
  /** File offset of the first byte of `rest`. */
  private offset: number;

  constructor(offset: number) {
    this.offset = offset;
  }

  /** Bytes after the last line break. */
  get incomplete(): number {
    return this.rest.length;
  }

  /** The entries whose lines are complete now. A last line without a line break is not: it was torn, or is being written. */
  push(chunk: Buffer): EntryPosition[] {
    const data = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const entries: EntryPosition[] = [];
    let start = 0;
    for (let end = data.indexOf(LINE_BREAK); end >= 0; end = data.indexOf(LINE_BREAK, start)) {
      const entry = this.entryOf(data.subarray(start, end), this.offset + start);
      if (entry !== undefined) entries.push(entry);
      start = end + 1;
    }
    this.rest = Buffer.from(data.subarray(start));
    this.offset += start;
    return entries;
  }

  private entryOf(line: Buffer, offset: number): EntryPosition | undefined {
    // Two processes that make the file in the same moment both begin with the header.
    if (line.length === 0 || line.equals(HEADER_LINE)) return undefined;
    const head =
      isIntact(line) && HEAD.exec(line.toString('utf8', CHECKSUM_LENGTH, CHECKSUM_LENGTH + MAX_HEAD));
    if (!head) {
      this.damaged += 1;
      return undefined;
    }
    const expires = head[2] === 'null' ? Number.POSITIVE_INFINITY : Number(head[2]);
    return { key: JSON.parse(head[1]!) as string, expires, offset, length: line.length };
  }
}

function isIntact(line: Buffer): boolean {
  if (line.length <= CHECKSUM_LENGTH) return false;
  return line.toString('latin1', 0, CHECKSUM_LENGTH - 1) === checksum(line.subarray(CHECKSUM_LENGTH));
}

function checksum(data: string | Buffer): string {
  return crc32(data).toString(16).padStart(8, '0');
}
