import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Origin } from '../pipeline/signing-plan.ts';
import { gitRootOf } from './scan.ts';

/** Where the repository that holds a folder lives, as its remote `origin` says. Git itself is not run. */
export function originOf(folder: string): Origin | undefined {
  const root = gitRootOf(folder);
  if (root === undefined) return undefined;
  try {
    return originIn(readFileSync(join(gitFolder(join(root, '.git')), 'config'), 'utf8'));
  } catch {
    return undefined;
  }
}

/** `.git` of a worktree or a submodule is a file that says where its folder is. */
function gitFolder(path: string): string {
  if (statSync(path).isDirectory()) return path;
  const target = /^gitdir: (.+)$/m.exec(readFileSync(path, 'utf8'))?.[1]?.trim() ?? '';
  const folder = resolve(path, '..', target);
  try {
    return resolve(folder, readFileSync(join(folder, 'commondir'), 'utf8').trim());
  } catch {
    return folder;
  }
}

/** The remote `origin` of a git configuration. */
export function originIn(config: string): Origin | undefined {
  const section = /^\[remote "origin"\][^\n]*\n((?:(?!\[)[^\n]*(?:\n|$))*)/m.exec(config)?.[1];
  const url = /^[ \t]*url[ \t]*=[ \t]*(\S+)/m.exec(section ?? '')?.[1];
  // `https://user:token@host/path`, `ssh://git@host:22/path`, `git@host:path`: names and secrets are left out.
  const match =
    /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^:/]+)(?::\d+)?\/(.+)$/.exec(url ?? '') ??
    /^(?:[^@/:]+@)?([^:/]+):(?!\/)(.+)$/.exec(url ?? '');
  const [, host, path] = match ?? [];
  if (host === undefined || path === undefined) return undefined;
  return { host: host.toLowerCase(), path: path.replace(/\/+$/, '').replace(/\.git$/, '') };
}
