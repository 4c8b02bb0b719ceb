import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** A pipe without a writer would hold up `openSync` for ever; Windows knows neither flag. */
const nonBlocking = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
const noLink = constants.O_NOFOLLOW ?? 0;

export type RegularFile = { readonly bytes: Buffer } | { readonly refused: 'no file' | 'too large' };

/**
 * What a regular file holds. What is opened is looked at, and not what stood at `path` a moment before.
 * @throws Error of the file system.
 */
export function readRegularFile(path: string, maxBytes: number, links: 'follow' | 'refuse'): RegularFile {
  const file = openSync(path, links === 'follow' ? nonBlocking : nonBlocking | noLink);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return { refused: 'no file' };
    if (stat.size > maxBytes) return { refused: 'too large' };
    const bytes = Buffer.alloc(stat.size);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(file, bytes, length, bytes.length - length, null);
    }
    return { bytes: bytes.subarray(0, length) };
  } finally {
    closeSync(file);
  }
}
