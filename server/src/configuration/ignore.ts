import ignore from 'ignore';
import type { Configuration } from './configuration.ts';
import { pathParts, segmentsBelow } from './paths.ts';
import { fits, ignorePattern } from './text-formats.ts';

/** The patterns' regular expressions cost more with every level; what lies deeper goes with its folder. */
const maxDepth = 64;

/**
 * Tells whether a path is ignored, as git does it with `patterns` in a `.gitignore` of `baseFolder`. Paths are
 * absolute, POSIX or Windows, or URIs like the folder; a path outside the folder is not ignored. Patterns that are
 * not good (the configuration's diagnostics say why) match nothing.
 */
export function createIgnore(patterns: readonly string[], baseFolder: string): (path: string) => boolean {
  const base = pathParts(baseFolder.endsWith('/') ? baseFolder : `${baseFolder}/`);
  const good = patterns.filter((pattern) => fits(ignorePattern, pattern));
  if (!base || good.length === 0) return () => false;
  const matcher = ignore({ ignorecase: !base.caseSensitive }).add(good);
  return (path) => {
    const parts = pathParts(path);
    const below = parts && segmentsBelow(base, parts);
    if (!below || below.length === 0) return false;
    const deep = below.length > maxDepth;
    return matcher.ignores(below.slice(0, maxDepth).join('/') + (deep ? '/' : ''));
  };
}

const compiled = new WeakMap<Configuration, (path: string) => boolean>();

/** Whether the configuration's `ignore` covers a file. */
export function isIgnored(configuration: Configuration, path: string): boolean {
  if (configuration.ignoreFolder === undefined || configuration.ignore.length === 0) return false;
  let ignores = compiled.get(configuration);
  if (!ignores) {
    ignores = createIgnore(configuration.ignore, configuration.ignoreFolder);
    compiled.set(configuration, ignores);
  }
  return ignores(path);
}
