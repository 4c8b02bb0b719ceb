import { sep } from 'node:path';

/** As the user is told of it: relative where it is below the working folder, with forward slashes. */
export function shownPath(path: string, cwd: string): string {
  const prefix = cwd.endsWith(sep) ? cwd : cwd + sep;
  const shown = path.startsWith(prefix) ? path.slice(prefix.length) : path;
  return sep === '/' ? shown : shown.replaceAll(sep, '/');
}
