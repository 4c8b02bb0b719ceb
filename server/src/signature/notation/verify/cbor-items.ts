import { isUtf8 } from 'node:buffer';

/**
 * Why CBOR is not to be decoded: it holds more than `most` items, those within others included, or a text that is not UTF-8
 * (RFC 8949, 3.1), for which the decoder would put another. Heads are walked through one after the other without making
 * anything of them, as a decoder would: 32 MB of empty maps take gigabytes once they are objects. What is no CBOR is left to
 * the decoder.
 */
export function problemOfItems(bytes: Uint8Array, most: number): string | undefined {
  let at = 0;
  for (let items = 0; at < bytes.length; items++) {
    if (items >= most) return 'holds too many items';
    const head = bytes[at++]!;
    const short = head & 0x1f;
    const width = short < 24 ? 0 : short < 28 ? 2 ** (short - 24) : Number.NaN;
    let value = width === 0 ? short : 0;
    for (let index = 0; index < width; index++) value = value * 256 + (bytes[at + index] ?? Number.NaN);
    const type = head >> 5;
    // Texts and byte strings bring their bytes along.
    const content = at + width;
    at = content + (type === 2 || type === 3 ? value : 0);
    if (!(at <= bytes.length)) return undefined;
    if (type === 3 && !isText(bytes.subarray(content, at))) return 'holds a text that is not UTF-8';
  }
  return undefined;
}

/** A byte order mark in front would be left out by the decoder: it would be another text. */
function isText(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && !(bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf);
}
