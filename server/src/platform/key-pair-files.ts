import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { KeyPair } from '../signature/cosign/keys/private-key.ts';
import { createFile, isThere, taken } from './new-file.ts';

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
    (await problemOfKeyPair(folder, prefix)) ?? (await createFile(privateKey, pair.privateKeyPem, 0o600));
  if (problem !== undefined) return { problem };
  const second = await createFile(publicKey, pair.publicKeyPem, 0o644);
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
