import { dirname, join, relative, sep } from 'node:path';
import ignore from 'ignore';
import type { TextEdit } from '../manifest/text-span.ts';
import { exists, gitRootOf, ignoresAbove, isIgnored, readIgnore } from './scan.ts';

/**
 * Whether `.gitignore` files keep the file, which need not be there, out of Git; `undefined` outside of repositories. Rules
 * of the user alone (`core.excludesFile`, `.git/info/exclude`) do not count: others who clone have none of them.
 */
export function isIgnoredByGit(path: string): boolean | undefined {
  const folder = dirname(path);
  const root = gitRootOf(folder);
  if (root === undefined) return undefined;
  const own = readIgnore(folder);
  const levels = [...ignoresAbove(folder), ...(own ? [own] : [])];
  if (isIgnored(path, false, levels)) return true;
  // What is in an ignored folder is ignored, whatever a deeper file says.
  for (let current = folder; current !== root; current = dirname(current)) {
    if (isIgnored(current, true, ignoresAbove(current))) return true;
  }
  return false;
}

/** Where a line that ignores the file belongs: the nearest `.gitignore`, or a new one in the repository's root. */
export function ignoreFileFor(path: string): { readonly file: string; readonly name: string } | undefined {
  const root = gitRootOf(dirname(path));
  if (root === undefined) return undefined;
  let folder = dirname(path);
  while (folder !== root && !exists(join(folder, '.gitignore'))) folder = dirname(folder);
  return { file: join(folder, '.gitignore'), name: relative(folder, path).split(sep).join('/') };
}

/**
 * The line to add to a `.gitignore` with this text, so that it ignores the file `name` (relative to it, with `/`);
 * `undefined` when it does already.
 */
export function ignoreEdit(text: string, name: string): TextEdit | undefined {
  if (ignore().add(text).ignores(name)) return undefined;
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const before = text === '' || text.endsWith('\n') ? '' : lineBreak;
  const escaped = name.replace(/[\\*?[\]]/g, '\\$&').replace(/ +$/, (spaces) => '\\ '.repeat(spaces.length));
  const span = { start: text.length, end: text.length };
  return { span, newText: `${before}/${escaped}${lineBreak}` };
}
