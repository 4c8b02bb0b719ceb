import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { fileTrouble } from './file-trouble.ts';

/** A pipe without a writer would hold up `open` for ever; Windows knows no such flag. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The bytes of a regular file, in memory that whoever asks can wipe; or one sentence that says what is wrong. */
export async function readBytes(
  path: string,
  maxBytes: number,
): Promise<{ readonly bytes: Buffer } | { readonly problem: string }> {
  let why: string;
  try {
    const file = await open(path, flags);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return { problem: l10n.t('{0} cannot be read: it is no file.', path) };
      if (stat.size > maxBytes) return { problem: l10n.t('{0} cannot be read: it is too large.', path) };
      // `readFile` would leave copies of a growing buffer behind.
      const bytes = Buffer.alloc(stat.size);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
      return { bytes: bytes.subarray(0, bytesRead) };
    } finally {
      await file.close();
    }
  } catch (error) {
    why = fileTrouble(error);
  }
  return { problem: l10n.t('{0} cannot be read: {1}.', path, why) };
}
