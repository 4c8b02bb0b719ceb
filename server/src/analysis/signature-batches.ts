import type { SignatureRecord } from '../signature/report.ts';

/** Bytes of signatures in memory at once: anybody may put two hundred of 32 MB beside an image. */
const maxBatchBytes = 32 * 1024 * 1024;

/** Bytes that are taken of a signature: what its manifest says it has; small ones may be a little more than they say. */
export function mostBytesOf({ size }: SignatureRecord): number {
  return Math.min(maxBatchBytes, Math.max(size, 64 * 1024));
}

/** In their order, as many together as fit into memory. */
export function inBatches(signatures: readonly SignatureRecord[]): readonly (readonly SignatureRecord[])[] {
  const batches: SignatureRecord[][] = [];
  let room = 0;
  for (const record of signatures) {
    const bytes = mostBytesOf(record);
    if (bytes > room) {
      batches.push([]);
      room = maxBatchBytes;
    }
    batches.at(-1)!.push(record);
    room -= bytes;
  }
  return batches;
}
