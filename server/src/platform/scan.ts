import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** Never looked into: version control, dependencies. */
const SKIPPED = new Set(['.git', '.hg', '.svn', 'node_modules']);

interface Level {
  readonly folder: string;
  readonly rules: Ignore;
}

/** Is this a file the engine may read? Its content decides the rest. */
export function isManifestName(name: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(name) || name === 'Kustomization';
}

export interface ScanEvents {
  /** A folder cannot be read, and is left out. */
  readonly onError?: (path: string, error: Error) => void;
  /** A folder was read; `has` tells what is in it. Comes before any of its files. */
  readonly onFolder?: (folder: string, has: (name: string) => boolean) => void;
}

/**
 * Walks a folder and yields the path of every YAML and JSON file, in the order of their names. Respects `.gitignore`
 * files (those above the folder too, up to the repository's root), never follows symbolic links to folders.
 */
export function findManifests(folder: string, events: ScanEvents = {}): Generator<string> {
  return findFiles(folder, isManifestName, events);
}

/** The same for files of any name. */
export function findFiles(
  folder: string,
  wanted: (name: string) => boolean,
  events: ScanEvents = {},
): Generator<string> {
  return walk(folder, ignoresAbove(folder), wanted, events);
}

function* walk(
  folder: string,
  above: readonly Level[],
  wanted: (name: string) => boolean,
  events: ScanEvents,
): Generator<string> {
  let entries: import('node:fs').Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    events.onError?.(folder, error as Error);
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const has = (name: string) => entries.some((entry) => entry.name === name);
  events.onFolder?.(folder, has);
  const own = has('.gitignore') ? readIgnore(folder) : undefined;
  const levels = own ? [...above, own] : above;
  for (const entry of entries) {
    const path = folder.endsWith(sep) ? folder + entry.name : folder + sep + entry.name;
    if (entry.isDirectory()) {
      if (!SKIPPED.has(entry.name) && !isIgnored(path, true, levels))
        yield* walk(path, levels, wanted, events);
    } else if (wanted(entry.name) && !isIgnored(path, false, levels)) {
      if (entry.isFile() || (entry.isSymbolicLink() && pointsToFile(path))) yield path;
    }
  }
}

/** As git does: the deepest `.gitignore` that says something about the path decides. Folders above it are not asked. */
export function isIgnored(path: string, isFolder: boolean, levels: readonly Level[]): boolean {
  for (let i = levels.length - 1; i >= 0; i--) {
    const { folder, rules } = levels[i] as Level;
    const inside = relative(folder, path).split(sep).join('/') + (isFolder ? '/' : '');
    const result = rules.test(inside);
    if (result.ignored) return true;
    if (result.unignored) return false;
  }
  return false;
}

export function readIgnore(folder: string): Level | undefined {
  try {
    return { folder, rules: ignore().add(readFileSync(join(folder, '.gitignore'), 'utf8')) };
  } catch {
    return undefined;
  }
}

/** The `.gitignore` files between the repository's root and the folder. */
export function ignoresAbove(folder: string): Level[] {
  const root = gitRootOf(folder);
  if (root === undefined) return [];
  const levels: Level[] = [];
  for (
    let current = dirname(folder);
    current.length >= root.length && folder !== root;
    current = dirname(current)
  ) {
    const level = readIgnore(current);
    if (level) levels.unshift(level);
    if (current === dirname(current)) break;
  }
  return levels;
}

/** The nearest folder upwards that holds `.git`; `undefined` outside of repositories. */
export function gitRootOf(folder: string): string | undefined {
  for (let current = folder; ; current = dirname(current)) {
    if (exists(join(current, '.git'))) return current;
    if (current === dirname(current)) return undefined;
  }
}

export function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** A link that leads nowhere, or in a circle, is no file. */
function pointsToFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
