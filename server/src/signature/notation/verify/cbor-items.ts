/**
 * Does CBOR hold at most so many items, those within others included? Heads are walked through one after the other without
 * making anything of them, as a decoder would: 32 MB of empty maps take gigabytes once they are objects. What is no CBOR is
 * left to the decoder.
 */
export function holdsAtMost(bytes: Uint8Array, most: number): boolean {
  let at = 0;
  for (let items = 0; at < bytes.length; items++) {
    if (items >= most) return false;
    const head = bytes[at++]!;
    const short = head & 0x1f;
    const width = short < 24 ? 0 : short < 28 ? 2 ** (short - 24) : Number.NaN;
    let value = width === 0 ? short : 0;
    for (let index = 0; index < width; index++) value = value * 256 + (bytes[at + index] ?? Number.NaN);
    const type = head >> 5;
    // Texts and byte strings bring their bytes along.
    at += width + (type === 2 || type === 3 ? value : 0);
    if (!(at <= bytes.length)) return true;
  }
  return true;
}
