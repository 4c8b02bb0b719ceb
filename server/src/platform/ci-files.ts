import { readFileSync, statSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { CiFile } from '../pipeline/signing-plan.ts';
import { systemOf } from '../pipeline/systems.ts';
import { findFiles } from './scan.ts';

/** Longer files are no pipeline that anybody wrote. */
const maxBytes = 1024 * 1024;
const maxFiles = 500;

/**
 * The CI files below a folder, their paths relative to `root`. Where the path does not tell, the content does. Files that
 * cannot be read are left out.
 */
export function findCiFiles(folder: string, root: string = folder): readonly CiFile[] {
  const found: CiFile[] = [];
  for (const path of findFiles(folder, isCiName)) {
    const file = readCiFile(path, root);
    if (file && systemOf(file.path, file.text)) found.push(file);
    if (found.length >= maxFiles) break;
  }
  return found;
}

/** A file as it is on the disk, without a byte order mark; `undefined` when it cannot be read. */
export function readCiFile(path: string, root: string): CiFile | undefined {
  try {
    if (statSync(path).size > maxBytes) return undefined;
    return { path: ciPath(path, root), text: readFileSync(path, 'utf8').replace(/^\ufeff/, '') };
  } catch {
    return undefined;
  }
}

/** As CI files are called: relative to the root of the repository, with forward slashes. */
export function ciPath(path: string, root: string): string {
  return relative(root, path).replaceAll(sep, '/');
}

function isCiName(name: string): boolean {
  return /\.ya?ml$/i.test(name) || /^Jenkinsfile|\.jenkinsfile$/i.test(name);
}
