import { parseAllDocuments } from 'yaml';

/** Every document of a file as plain values. */
export function valuesOf(text: string): readonly unknown[] {
  return parseAllDocuments(text).map((document) => document.toJS({ maxAliasCount: -1 }));
}

/**
 * Where `after` lost or changed something of `before`, as a path; `undefined` where it only has more. Lists may have
 * more items, mappings more keys, and scripts more lines and options.
 */
export function lost(before: unknown, after: unknown, path = ''): string | undefined {
  if (Array.isArray(before)) {
    if (!Array.isArray(after)) return path;
    let at = 0;
    for (const [index, item] of before.entries()) {
      while (at < after.length && lost(item, after[at], '') !== undefined) at += 1;
      if (at === after.length) return `${path}/${index}`;
      at += 1;
    }
    return undefined;
  }
  if (typeof before === 'object' && before !== null) {
    if (typeof after !== 'object' || after === null || Array.isArray(after)) return path;
    for (const [key, value] of Object.entries(before)) {
      const found = lost(value, (after as Record<string, unknown>)[key], `${path}/${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (before === after || isScript(before, after) || isPermission(path, before, after)) return undefined;
  return path;
}

/** The words of the script before, in their order. */
function isScript(before: unknown, after: unknown): boolean {
  if (typeof before !== 'string' || typeof after !== 'string' || !/\s/.test(before)) return false;
  const words = after.split(/\s+/);
  let at = 0;
  for (const word of before.split(/\s+/)) {
    at = words.indexOf(word, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

function isPermission(path: string, before: unknown, after: unknown): boolean {
  if (/\/permissions\/(?:packages|id-token)$/.test(path)) return before === 'read' && after === 'write';
  return path.endsWith('/permissions') && before === 'read-all' && typeof after === 'object';
}
