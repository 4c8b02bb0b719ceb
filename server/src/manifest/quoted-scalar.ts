import type { ScalarNode } from './node.ts';

const LF = 10;
const CR = 13;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;

/** A quoted scalar that ends on its line; `undefined` for one that does not, or that uses YAML's rarer escapes. */
export function quotedScalar(source: string, start: number): ScalarNode | undefined {
  const double = source.charCodeAt(start) === DOUBLE_QUOTE;
  let escaped = false;
  for (let i = start + 1; i < source.length; i++) {
    const code = source.charCodeAt(i);
    if (code === LF || code === CR) return undefined;
    if (double && code === 92) {
      escaped = true;
      i += 1;
    } else if (!double && code === SINGLE_QUOTE && source.charCodeAt(i + 1) === SINGLE_QUOTE) {
      escaped = true;
      i += 1;
    } else if (code === (double ? DOUBLE_QUOTE : SINGLE_QUOTE)) {
      const raw = source.slice(start + 1, i);
      const value = escaped ? decode(raw, double) : raw;
      if (value === undefined) return undefined;
      const span = { start: start + 1, end: i };
      return { type: 'scalar', value, span, style: double ? 'double' : 'single' };
    }
  }
  return undefined;
}

/** JSON's escapes mean the same in YAML; the others are left to the library. */
function decode(raw: string, double: boolean): string | undefined {
  if (!double) return raw.replaceAll("''", "'");
  if (!/^(?:[^\\\x00-\x1f]|\\["\\/bfnr]|\\t|\\u[0-9a-fA-F]{4})*$/.test(raw)) return undefined;
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return undefined;
  }
}
