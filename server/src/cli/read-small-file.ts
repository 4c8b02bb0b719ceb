import { closeSync, openSync, readSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { fileTrouble } from '../platform/file-trouble.ts';
import { CliError } from './exit-code.ts';

/** A trusted root with every generation of keys takes some 30 KB. */
const maxBytes = 1024 * 1024;

/** The bytes of a file that a flag names; a pipe (`--key <(cosign public-key …)`) will do too. @throws CliError */
export function readSmallFile(path: string, shown: string): Buffer {
  const bytes = readUpTo(path, shown, maxBytes + 1);
  if (bytes.length > maxBytes)
    throw new CliError(l10n.t('{0} cannot be read: it is larger than any such file is.', shown));
  return bytes;
}

/** As many bytes of a file, or pipe, as there are, but no more than `limit`. @throws CliError */
export function readUpTo(path: string, shown: string, limit: number): Buffer {
  const buffer = Buffer.alloc(limit);
  let length = 0;
  try {
    const file = openSync(path, 'r');
    try {
      for (let read = -1; read !== 0 && length < buffer.length; length += read)
        read = readSync(file, buffer, length, buffer.length - length, null);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new CliError(
      (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? l10n.t('There is no file "{0}".', shown)
        : l10n.t('{0} cannot be read: {1}.', shown, fileTrouble(error)),
    );
  }
  return buffer.subarray(0, length);
}
