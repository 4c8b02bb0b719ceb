import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { PublicKey } from '../signature/verification.ts';
import { readPublicKey } from '../trust/public-key.ts';

/** Folders below the first; keys lie near the top of a repository. */
const maxDepth = 3;
const maxFolders = 200;
const maxFiles = 50;
/** Bytes; an RSA key of 4096 bits takes 800. */
const maxBytes = 16 * 1024;

export interface FoundKey {
  readonly path: string;
  readonly key: PublicKey;
}

/**
 * The public keys (`*.pub`) in a folder and not far below it, `cosign.pub` and the nearest first. Only what really is
 * one counts: a file of that name may hold anything.
 */
export async function findPublicKeys(folder: string): Promise<FoundKey[]> {
  const files: string[] = [];
  let level = [folder];
  let looked = 0;
  for (let depth = 0; depth <= maxDepth && level.length > 0; depth++) {
    const next: string[] = [];
    for (const each of level) {
      if (looked++ >= maxFolders || files.length >= maxFiles) break;
      const entries = await readdir(each, { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules') {
          next.push(join(each, entry.name));
        } else if (entry.isFile() && entry.name.endsWith('.pub')) {
          files.push(join(each, entry.name));
        }
      }
    }
    level = next.sort();
  }
  const keys = await Promise.all(files.slice(0, maxFiles).map(readKey));
  return keys.flat().sort((a, b) => Number(isCosign(b)) - Number(isCosign(a)));
}

async function readKey(path: string): Promise<FoundKey[]> {
  try {
    if ((await stat(path)).size > maxBytes) return [];
    const read = readPublicKey(await readFile(path, 'utf8'), basename(path));
    return 'key' in read ? [{ path, key: read.key }] : [];
  } catch {
    return [];
  }
}

function isCosign({ path }: FoundKey): boolean {
  return basename(path) === 'cosign.pub';
}
