import { randomBytes } from 'node:crypto';
import { link, lstat, open, rm } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { fileTrouble } from './file-trouble.ts';

/** A link that leads nowhere is there, too. */
export async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Writes a new file, whole or not at all, and never over another. The result is why it could not be written. */
export async function createFile(path: string, text: string, mode: number): Promise<string | undefined> {
  const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    await writeNew(temporary, text, mode);
    try {
      // Unlike a renamed one, a linked file takes no other's place.
      await link(temporary, path);
    } catch (error) {
      // Some file systems know no links. Then a machine that stops just now leaves half a file.
      if (codeOf(error) === 'EEXIST') throw error;
      await writeNew(path, text, mode);
    } finally {
      await rm(temporary, { force: true });
    }
    return undefined;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return taken(path);
    // Without the name of the temporary file, which is what follows.
    const [reason = ''] = fileTrouble(error).split(',');
    return l10n.t('{0} cannot be written: {1}.', path, reason);
  }
}

/** @throws Error when there is such a file or it cannot be written whole; then it is removed again. */
async function writeNew(path: string, text: string, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

export function taken(path: string): string {
  return l10n.t(
    '{0} is there already, and keys are never overwritten: move it away or choose another name.',
    path,
  );
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
