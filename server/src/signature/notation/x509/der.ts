/** Bytes are not what their structure says; the message is for logs. */
export class DerError extends Error {}

/** Identifier octets of X.690. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
} as const;

/** `[number]`, primitive or constructed. */
export function contextTag(number: number, constructed = true): number {
  return (constructed ? 0xa0 : 0x80) | number;
}

/**
 * One element of DER (X.690): strict, lazy and without copies, so that a revocation list of megabytes costs what is read
 * of it. Whatever is not in the one distinguished form is refused.
 */
export class Der {
  readonly tag: number;
  /** The whole element. */
  readonly bytes: Uint8Array;
  /** Its content. */
  readonly value: Uint8Array;

  private constructor(tag: number, bytes: Uint8Array, value: Uint8Array) {
    this.tag = tag;
    this.bytes = bytes;
    this.value = value;
  }

  /** Exactly one element. @throws DerError */
  static read(bytes: Uint8Array): Der {
    const element = Der.first(bytes);
    if (element.bytes.length !== bytes.length) throw new DerError('there are bytes after it');
    return element;
  }

  /** The element that `bytes` begin with. @throws DerError */
  static first(bytes: Uint8Array): Der {
    const [tag, first] = bytes;
    if (tag === undefined || first === undefined) throw new DerError('it ends early');
    if ((tag & 0x1f) === 0x1f) throw new DerError('a tag of several bytes');
    let start = 2;
    let length = first;
    if (first >= 0x80) {
      const count = first & 0x7f;
      if (count === 0 || count > 4) throw new DerError('a length that is none');
      length = 0;
      for (let index = 0; index < count; index++) length = length * 256 + (bytes[start++] ?? Number.NaN);
      const least = count === 1 ? 0x80 : 256 ** (count - 1);
      if (!(length >= least)) throw new DerError('a length that is not the shortest');
    }
    if (start + length > bytes.length) throw new DerError('it ends early');
    const end = start + length;
    return new Der(tag, bytes.subarray(0, end), bytes.subarray(start, end));
  }

  /** The element itself when it has this tag. @throws DerError */
  as(tag: number): Der {
    if (this.tag !== tag) throw new DerError(`tag ${this.tag} instead of ${tag}`);
    return this;
  }

  /** The elements within, one by one. @throws DerError */
  *each(): Generator<Der> {
    if ((this.tag & 0x20) === 0) throw new DerError('it holds no elements');
    for (let rest = this.value; rest.length > 0; ) {
      const element = Der.first(rest);
      yield element;
      rest = rest.subarray(element.bytes.length);
    }
  }

  /** All of them; more than `most` are refused. @throws DerError */
  children(most = 100): Der[] {
    const all: Der[] = [];
    for (const element of this.each()) {
      if (all.length >= most) throw new DerError('it holds too many elements');
      all.push(element);
    }
    return all;
  }

  /** The only one. @throws DerError */
  only(): Der {
    const [element, ...others] = this.children(2);
    if (!element || others.length > 0) throw new DerError('it does not hold exactly one element');
    return element;
  }

  /** @throws DerError */
  boolean(): boolean {
    const { value } = this.as(tags.boolean);
    if (value.length !== 1 || (value[0] !== 0 && value[0] !== 0xff)) throw new DerError('no boolean');
    return value[0] === 0xff;
  }

  /** An integer of any length, two's complement. @throws DerError */
  integer(tag: number = tags.integer): bigint {
    const { value } = this.as(tag);
    const [first, second] = value;
    if (first === undefined || value.length > 512) throw new DerError('no integer');
    const padded =
      second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
    if (padded) throw new DerError('an integer that is not the shortest');
    const unsigned = BigInt(`0x${hex(value)}`);
    return first >= 0x80 ? unsigned - (1n << BigInt(8 * value.length)) : unsigned;
  }

  /** An integer from 0 to 2^31 - 1. @throws DerError */
  small(tag: number = tags.integer): number {
    const number = this.integer(tag);
    if (number < 0n || number > 0x7fffffffn) throw new DerError('an integer out of range');
    return Number(number);
  }

  /** Dotted: `2.5.4.3`. @throws DerError */
  oid(): string {
    const { value } = this.as(tags.oid);
    if (value.length === 0 || value.length > 64 || value.at(-1)! >= 0x80) throw new DerError('no OID');
    const parts: bigint[] = [];
    let part = 0n;
    let begins = true;
    for (const byte of value) {
      if (begins && byte === 0x80) throw new DerError('an OID that is not the shortest');
      part = (part << 7n) | BigInt(byte & 0x7f);
      begins = byte < 0x80;
      if (!begins) continue;
      parts.push(part);
      part = 0n;
    }
    const [head = 0n, ...rest] = parts;
    const root = head < 40n ? 0n : head < 80n ? 1n : 2n;
    return [root, head - root * 40n, ...rest].join('.');
  }

  /** Whole bytes of a bit string. @throws DerError */
  bits(): Uint8Array {
    const { value } = this.as(tags.bitString);
    if (value[0] !== 0) throw new DerError('a bit string that does not end with a byte');
    return value.subarray(1);
  }

  /** Numbers of the bits that are set, of a named bit list. @throws DerError */
  namedBits(tag: number = tags.bitString): ReadonlySet<number> {
    const { value } = this.as(tag);
    const [unused = 8, ...bytes] = value;
    const last = bytes.at(-1);
    if (unused > 7 || bytes.length > 4 || (bytes.length === 0 && unused > 0))
      throw new DerError('no bit list');
    // Zeros at the end are left out, and what is no bit is zero.
    if (last !== undefined && ((last >> unused) & 1) === 0)
      throw new DerError('a bit list with zeros at its end');
    if (last !== undefined && (last & ((1 << unused) - 1)) !== 0)
      throw new DerError('a bit list with stray bits');
    const set = new Set<number>();
    for (const [index, byte] of bytes.entries()) {
      for (let bit = 0; bit < 8; bit++) if (byte & (0x80 >> bit)) set.add(index * 8 + bit);
    }
    return set;
  }

  /** @throws DerError */
  octets(): Uint8Array {
    return this.as(tags.octetString).value;
  }

  /** UTCTime or GeneralizedTime in Zulu as RFC 5280 has them; fractions of seconds as RFC 3161. Milliseconds. @throws DerError */
  time(): number {
    const text = String.fromCharCode(...this.value.subarray(0, 40));
    const match =
      this.tag === tags.utcTime
        ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
        : this.tag === tags.generalizedTime
          ? /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{0,8}[1-9]))?Z$/.exec(text)
          : null;
    if (!match) throw new DerError('no time');
    const [year, month, day, hours, minutes, seconds] = match.slice(1, 7).map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const century = this.tag === tags.utcTime ? (year < 50 ? 2000 : 1900) : 0;
    const at = new Date(0);
    at.setUTCFullYear(century + year, month - 1, day);
    at.setUTCHours(hours, minutes, seconds);
    // Dates roll over: February 30 is none.
    if (
      at.getUTCDate() !== day ||
      at.getUTCMonth() !== month - 1 ||
      at.getUTCHours() !== hours ||
      at.getUTCSeconds() !== seconds
    ) {
      throw new DerError('no time');
    }
    return at.getTime() + Math.trunc(Number(`0.${match[7] ?? '0'}`) * 1000);
  }

  /** Any of the character strings of X.680. @throws DerError */
  text(): string {
    switch (this.tag) {
      case tags.utf8String:
        return decode('utf-8', this.value);
      case tags.printableString:
      case tags.ia5String:
        if (this.value.some((byte) => byte >= 0x80)) throw new DerError('no ASCII');
        return Buffer.from(this.value).toString('latin1');
      case tags.teletexString:
        return Buffer.from(this.value).toString('latin1');
      case tags.bmpString:
        return decode('utf-16be', this.value);
      default:
        throw new DerError('no text');
    }
  }
}

function decode(encoding: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new DerError('no text');
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** An element of this tag around `contents`. */
export function encodeDer(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const bytes = Buffer.from(
    length.toString(16).padStart(length > 0xffff ? 6 : length > 0xff ? 4 : 2, '0'),
    'hex',
  );
  return Buffer.concat([Buffer.of(tag, 0x80 | bytes.length), bytes, content]);
}

/** A dotted OID as an element. */
export function encodeOid(text: string): Buffer {
  const [root = 0, branch = 0, ...rest] = text.split('.').map(Number);
  const bytes = [root * 40 + branch, ...rest].flatMap((part) => {
    const groups = [part & 0x7f];
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return encodeDer(tags.oid, Buffer.from(bytes));
}

/** A number that is not negative, as an element. */
export function encodeInteger(number: bigint | number): Buffer {
  const digits = number.toString(16);
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  return encodeDer(tags.integer, Buffer.from(Number.parseInt(even[0]!, 16) >= 8 ? `00${even}` : even, 'hex'));
}
