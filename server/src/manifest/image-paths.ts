import type { PathStep } from './field-path.ts';
import { parseFieldPath } from './field-path.ts';
import { addPath, type PathTrie } from './path-trie.ts';

/** The user's own image paths, ready to be looked up. */
export interface CompiledImagePaths {
  /** The paths of a kind, or `undefined` when the user named none for it. */
  find(apiVersion: string, kind: string): PathTrie | undefined;
  /** A document without any of these strings (and without `image`) holds nothing at the user's paths. */
  readonly markers: readonly string[];
}

/**
 * Compiles `imagePaths` of the configuration. A key is `group/version/Kind`, `group/Kind` or `Kind` (core kinds:
 * `v1/Kind`); `*` in it stands for any characters. Entries that are no kind or no path are left out: the
 * configuration reports them (`isKindPattern`, `isImagePath`).
 */
export function compileImagePaths(user: Readonly<Record<string, readonly string[]>>): CompiledImagePaths {
  const patterns: { matches: (group: string, version: string, kind: string) => boolean; paths: string[] }[] =
    [];
  const markers = new Set<string>();
  for (const [key, value] of Object.entries(user ?? {})) {
    const matches = kindPattern(key);
    const paths = Array.isArray(value) ? value.filter(isImagePath) : [];
    if (!matches || paths.length === 0) continue;
    patterns.push({ matches, paths });
    for (const path of paths) {
      const marker = markerOf(path);
      if (marker !== undefined) markers.add(marker);
    }
  }
  const found = new Map<string, PathTrie | undefined>();
  return {
    markers: [...markers],
    find(apiVersion, kind) {
      if (patterns.length === 0) return undefined;
      const id = `${apiVersion}/${kind}`;
      if (!found.has(id)) found.set(id, trieOf(apiVersion, kind));
      return found.get(id);
    },
  };

  function trieOf(apiVersion: string, kind: string): PathTrie | undefined {
    const slash = apiVersion.lastIndexOf('/');
    const group = apiVersion.slice(0, Math.max(slash, 0));
    const version = apiVersion.slice(slash + 1);
    const paths = patterns.filter((p) => p.matches(group, version, kind)).flatMap((p) => p.paths);
    if (paths.length === 0) return undefined;
    const trie: PathTrie = {};
    for (const path of paths) addPath(trie, path);
    return trie;
  }
}

/** Is this a key of `imagePaths`: `example.com/v1/Widget`, `example.com/Widget`, `v1/Secret`, `Widget`? */
export function isKindPattern(key: unknown): key is string {
  return typeof key === 'string' && kindPattern(key) !== undefined;
}

/** Is this a path that `imagePaths` takes: `spec.steps[].image`? */
export function isImagePath(path: unknown): path is string {
  return typeof path === 'string' && !path.includes('@') && parseFieldPath(path)?.some(isKey) === true;
}

function isKey(step: PathStep): step is { type: 'key'; key: string } {
  return step.type === 'key';
}

/** A key that a document must hold for the path to lead anywhere; none is needed where the path says `image`. */
function markerOf(path: string): string | undefined {
  if (/mage/.test(path)) return undefined;
  const keys = (parseFieldPath(path) ?? []).filter(isKey).map((step) => step.key);
  // The longest is the rarest.
  return keys.sort((a, b) => b.length - a.length)[0];
}

function kindPattern(key: string): ((group: string, version: string, kind: string) => boolean) | undefined {
  const parts = key.split('/');
  if (parts.length > 3 || parts.some((part) => !/^[\w.*-]+$/.test(part))) return undefined;
  const kind = glob(parts.pop() as string);
  if (parts.length === 0) return (_group, _version, k) => kind(k);
  const [first, second] = parts as [string, string?];
  if (second === undefined && /^v\d/.test(first)) {
    const version = glob(first);
    return (group, v, k) => group === '' && version(v) && kind(k);
  }
  const group = glob(first);
  const version = second === undefined ? () => true : glob(second);
  return (g, v, k) => group(g) && version(v) && kind(k);
}

function glob(pattern: string): (text: string) => boolean {
  if (!pattern.includes('*')) return (text) => text === pattern;
  const escaped = pattern.replace(/[.-]/g, '\\$&').replaceAll('*', '.*');
  const regex = new RegExp(`^${escaped}$`);
  return (text) => regex.test(text);
}
