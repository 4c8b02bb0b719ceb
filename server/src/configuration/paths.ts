/** A path or URI cut for comparing; `segments` holds what stands between slashes, as written. */
interface PathParts {
  /** `/`, `c:`, `//server`, `file:///c:` …: what no walk upwards may leave. Lower case where case does not matter. */
  readonly root: string;
  readonly segments: readonly string[];
  readonly caseSensitive: boolean;
  /** What `root` stood for, as written; `prefix + segments.join('/')` is the path again, with forward slashes. */
  readonly prefix: string;
}

/** Cuts an absolute POSIX path, Windows path (either slash), UNC path or URI. `undefined` for anything else. */
export function pathParts(path: string): PathParts | undefined {
  const windows = /^[A-Za-z]:[\\/]/.test(path) || path.startsWith('\\\\');
  const text = windows ? path.replaceAll('\\', '/') : path;
  const prefix =
    /^[A-Za-z]:\//.exec(text)?.[0] ??
    /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/]*\/(?:[A-Za-z](?::|%3A)\/)?/i.exec(text)?.[0] ??
    (windows ? /^\/\/[^/]*\/[^/]*\//.exec(text)?.[0] : undefined) ??
    (text.startsWith('/') ? '/' : undefined);
  if (prefix === undefined) return undefined;
  const drive = windows || /\/[A-Za-z](?::|%3A)\/$/i.test(prefix);
  return {
    root: prefix.toLowerCase().replace('%3a', ':'),
    segments: text
      .slice(prefix.length)
      .split('/')
      .filter((segment) => segment !== '' && segment !== '.'),
    caseSensitive: !drive,
    prefix,
  };
}

/** The segments of `path` below `folder`, or `undefined` when it is not inside it. A folder is inside itself. */
export function segmentsBelow(folder: PathParts, path: PathParts): readonly string[] | undefined {
  if (folder.root !== path.root || folder.segments.length > path.segments.length) return undefined;
  if (path.segments.includes('..') || folder.segments.includes('..')) return undefined;
  const same = (a: string, b: string) =>
    a === b || (!folder.caseSensitive && a.toLowerCase() === b.toLowerCase());
  if (!folder.segments.every((segment, index) => same(segment, path.segments[index]!))) return undefined;
  return path.segments.slice(folder.segments.length);
}
