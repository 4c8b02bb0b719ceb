import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { fileTrouble } from '../../platform/file-trouble.ts';
import { CliError } from '../exit-code.ts';

/**
 * Replaces the content of a file, all of it or nothing: a new file of the same mode takes its name. Of a symbolic link
 * the file behind it is replaced. `before` is what was read earlier; a file that holds anything else now is left alone.
 * @throws CliError with one sentence when it was not written.
 */
export function replaceFile(path: string, shown: string, before: string, after: string): void {
  let temporary: string | undefined;
  try {
    const target = realpathSync(path);
    const source = openSync(target, 'r');
    let mode: number;
    let owner: { uid: number; gid: number };
    try {
      const current = readFileSync(source);
      // A folder may hold a file and a link to it: it was written under its other name.
      if (current.equals(Buffer.from(after))) return;
      if (!current.equals(Buffer.from(before)))
        throw new CliError(
          l10n.t(
            '{0} was not changed: it changed meanwhile, or is not UTF-8. Check it and run again.',
            shown,
          ),
        );
      const stat = fstatSync(source);
      mode = stat.mode & 0o7777;
      owner = stat;
    } finally {
      closeSync(source);
    }
    temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
    writeNew(temporary, after, mode, owner);
    renameSync(temporary, target);
    temporary = undefined;
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(l10n.t('{0} was not changed: {1}.', shown, fileTrouble(error)));
  } finally {
    if (temporary !== undefined) rmSync(temporary, { force: true });
  }
}

function writeNew(path: string, text: string, mode: number, owner: { uid: number; gid: number }): void {
  const file = openSync(path, 'wx', mode);
  try {
    writeFileSync(file, text);
    restore(file, path, mode, owner);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The mode past the umask; the owner as far as this user may. */
function restore(file: number, path: string, mode: number, owner: { uid: number; gid: number }): void {
  const now = fstatSync(file);
  if (now.uid !== owner.uid || now.gid !== owner.gid) {
    try {
      chownSync(path, owner.uid, owner.gid);
    } catch {
      // Only root may give a file away; the content matters more.
    }
  }
  fchmodSync(file, mode);
}
