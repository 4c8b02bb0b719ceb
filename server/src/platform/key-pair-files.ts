import { randomBytes } from 'node:crypto';
import { link, lstat, open, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { KeyPair } from '../signature/cosign/keys/private-key.ts';

/** Absolute paths of what was written, or why nothing was. */
export type WrittenKeyPair =
  | { readonly privateKey: string; readonly publicKey: string }
  | { readonly problem: string };

/**
 * Writes `<prefix>.key`, for its owner alone, and `<prefix>.pub`: both or neither, never over what is there, and never
 * half. `prefix` may have folders in it. Windows knows no modes: who may read the folder may read the key.
 */
export async function writeKeyPair(folder: string, prefix: string, pair: KeyPair): Promise<WrittenKeyPair> {
  const { privateKey, publicKey } = pathsOf(folder, prefix);
  const problem =
    (await problemOfKeyPair(folder, prefix)) ?? (await create(privateKey, pair.privateKeyPem, 0o600));
  if (problem !== undefined) return { problem };
  const second = await create(publicKey, pair.publicKeyPem, 0o644);
  if (second === undefined) return { privateKey, publicKey };
  await rm(privateKey, { force: true });
  return { problem: second };
}

/** Why these files could not be written, as far as that is known before: nobody is asked for a password in vain. */
export async function problemOfKeyPair(folder: string, prefix: string): Promise<string | undefined> {
  const { privateKey, publicKey } = pathsOf(folder, prefix);
  for (const path of [privateKey, publicKey]) if (await isThere(path)) return taken(path);
  return undefined;
}

function pathsOf(
  folder: string,
  prefix: string,
): { readonly privateKey: string; readonly publicKey: string } {
  return { privateKey: resolve(folder, `${prefix}.key`), publicKey: resolve(folder, `${prefix}.pub`) };
}

/** A link that leads nowhere is there, too. */
async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Why it could not be written. */
async function create(path: string, text: string, mode: number): Promise<string | undefined> {
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
    const [reason = ''] = (error as Error).message.split(',');
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

function taken(path: string): string {
  return l10n.t(
    '{0} is there already, and keys are never overwritten: move it away or choose another name.',
    path,
  );
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
