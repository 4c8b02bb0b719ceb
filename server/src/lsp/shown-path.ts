import { relative } from 'node:path';
import type { Projects } from './projects.ts';
import { nameOf, pathOf } from './uris.ts';

/** A file as people name it: from its workspace folder. */
export function shownPath(projects: Projects, uri: string): string {
  const path = pathOf(uri);
  if (path === undefined) return nameOf(uri);
  const folder = projects.folderOf(path);
  return folder === undefined ? path : relative(folder, path);
}
