import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** A file that holds more than this is not one that ImageSeal reads as settings. */
const MAX_TEXT_BYTES = 4 * 1024 * 1024;

/** A pipe without a writer would hold up `open` for ever; Windows knows no such flag. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * The whole file as UTF-8, or `undefined` when there is none.
 * @throws Error when it is there and cannot be read, or is longer than `maxBytes`.
 */
export async function readTextFile(path: string, maxBytes = MAX_TEXT_BYTES): Promise<string | undefined> {
  const file = await open(path, FLAGS).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    // A pipe or device has no size to check and no end to wait for.
    const stat = await file.stat();
    if (!stat.isFile()) throw new Error(`${path} is not a file`);
    if (stat.size > maxBytes) throw new Error(`${path} is larger than ${maxBytes} bytes`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
