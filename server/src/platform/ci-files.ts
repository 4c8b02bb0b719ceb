import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { ciSystemOf } from '../pipeline/ci-path.ts';
import type { CiFile } from '../pipeline/signing-plan.ts';
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
  for (const path of possibleCiFiles(folder)) {
    const file = readCiFile(path, root);
    if (file && ciSystemOf(file.path, file.text)) found.push(file);
    if (found.length >= maxFiles) break;
  }
  return found;
}

/** Every file below a folder that may be one, by its name alone. */
export function possibleCiFiles(folder: string): Iterable<string> {
  return findFiles(folder, isCiName);
}

/** Those that lie where everybody has them, without a search. */
export function usualCiFiles(folder: string): readonly string[] {
  const workflows = join(folder, '.github', 'workflows');
  const listed = filesIn(workflows).map((name) => join(workflows, name));
  const usual = ['.gitlab-ci.yml', 'azure-pipelines.yml', join('.circleci', 'config.yml'), 'Jenkinsfile'];
  return [...listed.filter(isCiName), ...usual.map((name) => join(folder, name))];
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
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
