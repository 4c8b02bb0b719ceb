import { outdent } from './outdent.ts';
import type { Span } from './text-span.ts';

/** Characters; below this a `List` is read as a whole, which is fast enough. */
const WORTH_SPLITTING = 16 * 1024;

/**
 * Cuts a large `kind: List` into its items, so that an edit costs one item and damage in one touches no other. YAML
 * wants whatever belongs to an item further in than its dash, so a dash in the items' column always starts one.
 * `undefined` where that cannot be said: other kinds, small lists, anchors that one item may share with another.
 */
export function splitList(source: string): Span[] | undefined {
  if (source.length < WORTH_SPLITTING || !/^kind:[ \t]*["']?List["']?[ \t]*(?:#.*)?\r?$/m.test(source))
    return undefined;
  if (/[\s[{,]&[\w-]/.test(source)) return undefined;
  const heads = [...source.matchAll(/^items:[ \t]*(?:#.*)?\r?$/gm)];
  const head = heads[0];
  if (!head || heads.length > 1) return undefined;
  const from = head.index + head[0].length;
  const first = /\n((?:[ \t]*(?:#.*)?\r?\n)*)( *)-[ \r\n]/y;
  first.lastIndex = from;
  const start = first.exec(source);
  if (!start) return undefined;
  const column = (start[2] as string).length;
  const end = outdent(source, start.index, column);
  const dash = new RegExp(`\\n {${column}}-(?=[ \\r\\n])`, 'g');
  dash.lastIndex = start.index;
  const items: Span[] = [];
  for (let match = dash.exec(source); match && match.index + 1 < end; match = dash.exec(source)) {
    const previous = items.pop();
    if (previous) items.push({ start: previous.start, end: match.index + 1 });
    items.push({ start: match.index + 1, end });
  }
  return items;
}
