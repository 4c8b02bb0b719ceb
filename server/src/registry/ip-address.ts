/**
 * The bytes (4 or 16) of an address in any spelling that some resolver takes: dotted quad, the short, octal, hexadecimal
 * and decimal forms of `inet_aton`, IPv6 with `::`, with an embedded IPv4 tail, in brackets or with a zone. `undefined`
 * for names.
 */
export function parseAddress(text: string): Uint8Array | undefined {
  let bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (!bare.includes(':')) return parseIPv4(bare.endsWith('.') ? bare.slice(0, -1) : bare);
  const zone = bare.indexOf('%');
  if (zone !== -1) bare = bare.slice(0, zone);
  return parseIPv6(bare);
}

const decimalQuad = /^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/;

/** True for `a.b.c.d` in plain decimal, the only way an IPv4 address is written on purpose. */
export function isDottedQuad(text: string): boolean {
  return decimalQuad.test(text) && parseIPv4(text) !== undefined;
}

function parseIPv4(text: string): Uint8Array | undefined {
  if (text.length > 64) return undefined;
  const parts = text.split('.');
  if (parts.length > 4) return undefined;
  const numbers = parts.map(parseNumber);
  let value = numbers.pop() ?? Number.NaN;
  if (!(value < 256 ** (4 - numbers.length))) return undefined;
  for (const [index, number] of numbers.entries()) {
    if (!(number < 256)) return undefined;
    value += number * 256 ** (3 - index);
  }
  return Uint8Array.of(value / 2 ** 24, (value / 2 ** 16) & 255, (value / 2 ** 8) & 255, value & 255);
}

/** `inet_aton`: `0x` is hexadecimal, a leading zero octal. */
function parseNumber(part: string): number {
  if (/^0[xX][0-9a-fA-F]*$/.test(part)) return part.length === 2 ? 0 : Number.parseInt(part.slice(2), 16);
  if (/^0[0-7]+$/.test(part)) return Number.parseInt(part, 8);
  return /^\d+$/.test(part) ? Number.parseInt(part, 10) : Number.NaN;
}

function parseIPv6(text: string): Uint8Array | undefined {
  if (text.length > 64) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const before = groups(head ?? [], tail === undefined);
  const after = tail === undefined ? [] : groups(tail, true);
  if (!before || !after) return undefined;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...before, ...new Array<number>(missing).fill(0), ...after];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 255]));
}

/** 16-bit groups; the last part may be an IPv4 address when `mayEmbed`. */
function groups(parts: readonly string[], mayEmbed: boolean): number[] | undefined {
  const result: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (mayEmbed && index === parts.length - 1 && part.includes('.')) {
      const quad = isDottedQuad(part) ? parseIPv4(part) : undefined;
      if (!quad) return undefined;
      const [a = 0, b = 0, c = 0, d = 0] = quad;
      result.push((a << 8) | b, (c << 8) | d);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      result.push(Number.parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return result;
}

/** True when the first `bits` bits of both are the same. */
export function inRange(address: Uint8Array, network: Uint8Array, bits: number): boolean {
  if (address.length !== network.length) return false;
  const whole = bits >> 3;
  for (let index = 0; index < whole; index++) if (address[index] !== network[index]) return false;
  const rest = 8 - (bits & 7);
  return rest === 8 || (address[whole] ?? 0) >> rest === (network[whole] ?? 0) >> rest;
}

/** The IPv4 address inside an IPv6 one: mapped, compatible, translated, NAT64, 6to4. */
export function embeddedIPv4(address: Uint8Array): Uint8Array | undefined {
  if (address.length !== 16) return undefined;
  if (tailRanges.some((range) => inRange(address, range, 96))) return address.slice(12);
  // `::1` and `::` are addresses of their own, not 0.0.0.1 and 0.0.0.0.
  if (inRange(address, compatible, 96) && address[12] !== 0) return address.slice(12);
  return inRange(address, sixToFour, 16) ? address.slice(2, 6) : undefined;
}

const network = (text: string): Uint8Array => parseIPv6(text) ?? new Uint8Array(16);
const compatible = network('::');
const tailRanges = ['::ffff:0:0', '::ffff:0:0:0', '64:ff9b::', '64:ff9b:1::'].map(network);
const sixToFour = network('2002::');
