import type { Span } from '../manifest/text-span.ts';

/** Keys and list indices from the root of the file. */
type SettingPath = readonly (string | number)[];

export interface KeyInText {
  /** The key itself included. */
  readonly path: SettingPath;
  readonly span: Span;
}

/** What somebody is typing at an offset. */
export interface CursorContext {
  /** Where a key would be added, or whose value is being written. */
  readonly path: SettingPath;
  readonly position: 'key' | 'value';
  readonly flow: boolean;
  /** The word at the cursor: what a completion replaces. */
  readonly span: Span;
}

type Frame =
  | { readonly type: 'key'; readonly column: number; readonly key: string }
  | { readonly type: 'item'; readonly column: number; readonly index: number }
  | { readonly type: 'flow-map'; key: string | undefined }
  | { readonly type: 'flow-list'; index: number };

/** No setting is nested this deep; what lies deeper is passed over. */
const maxDepth = 32;

/**
 * Reads the outline of a half-typed YAML text: every key with its path, and what stands at `offset`. Goes by
 * indentation and brackets alone, because while somebody types the text is seldom YAML.
 */
export function outline(
  text: string,
  offset: number,
): { keys: KeyInText[]; cursor: CursorContext | undefined } {
  const keys: KeyInText[] = [];
  const frames: Frame[] = [];
  let cursor: CursorContext | undefined;
  let blockScalarColumn: number | undefined;

  const path = (): SettingPath =>
    frames.slice(0, maxDepth).flatMap((frame): SettingPath => {
      if (frame.type === 'item' || frame.type === 'flow-list') return [frame.index];
      return frame.key === undefined ? [] : [frame.key];
    });
  const addKey = (span: Span) => {
    if (frames.length <= maxDepth) keys.push({ path: path(), span });
  };
  const capture = (start: number, position: 'key' | 'value', flow: boolean) => {
    const rest = /^[\w-]*/.exec(text.slice(offset, offset + 64))?.[0].length ?? 0;
    cursor = { path: path(), position, flow, span: { start, end: offset + rest } };
  };
  /** Leaves what a line that starts at `column` is not in; returns the item it follows in its list. */
  const leave = (column: number, isItem: boolean): number => {
    let previous = -1;
    for (let top = frames.at(-1); top; top = frames.at(-1)) {
      if (top.type === 'flow-map' || top.type === 'flow-list' || top.column < column) break;
      if (isItem && top.column === column && top.type === 'key') break;
      if (isItem && top.column === column && top.type === 'item') previous = top.index;
      frames.pop();
    }
    return previous;
  };

  /** Reads brackets from `start` until they are closed; returns the offset behind them. */
  const readFlow = (start: number): number => {
    const depth = frames.length;
    let token = start;
    for (let at = start; at < text.length; at++) {
      const top = frames.at(-1);
      if (at === offset && at > start) captureFlow(token);
      const character = text[at]!;
      if (character === '"' || character === "'") {
        const end = closingQuote(text, at);
        if (at < offset && offset <= end) captureFlow(token);
        at = end;
      } else if (character === '#' && /\s/.test(text[at - 1] ?? ' ')) {
        at = lineEnd(text, at) - 1;
      } else if (character === '{' || character === '[') {
        frames.push(
          character === '{' ? { type: 'flow-map', key: undefined } : { type: 'flow-list', index: 0 },
        );
        token = at + 1;
      } else if (character === '}' || character === ']') {
        frames.pop();
        token = at + 1;
        if (frames.length <= depth) return at + 1;
      } else if (character === ',') {
        if (top?.type === 'flow-map') top.key = undefined;
        else if (top?.type === 'flow-list') top.index++;
        token = at + 1;
      } else if (character === ':' && top?.type === 'flow-map' && top.key === undefined) {
        if (!/["']/.test(text[at - 1] ?? '') && !/[\s,[\]{}]/.test(text[at + 1] ?? ' ')) continue;
        const { key, span } = trimmed(text, token, at);
        top.key = key;
        addKey(span);
        token = at + 1;
      }
    }
    if (offset >= text.length) captureFlow(token);
    frames.length = depth;
    return text.length;
  };
  const captureFlow = (token: number) => {
    if (cursor) return;
    const top = frames.at(-1);
    const start = token + (/^\s*/.exec(text.slice(token, offset))?.[0].length ?? 0);
    capture(start, top?.type === 'flow-map' && top.key === undefined ? 'key' : 'value', true);
  };

  for (let start = 0; start <= text.length; ) {
    const end = lineEnd(text, start);
    const here = start <= offset && offset <= end;
    const line = text.slice(start, end);
    let at = start + (/^[ \uFEFF]*/.exec(line)?.[0].length ?? 0);
    const blank = at === end || text[at] === '#' || line.trim() === '';
    let next = end + 1;

    if (
      blockScalarColumn !== undefined &&
      (blank ? !here || offset - start > blockScalarColumn : at - start > blockScalarColumn)
    ) {
      start = next;
      continue;
    }
    blockScalarColumn = undefined;
    if (blank) {
      if (here && (text[at] !== '#' || offset <= at)) {
        const saved = [...frames];
        leave(offset - start, false);
        capture(offset, 'key', false);
        frames.splice(0, frames.length, ...saved);
      }
      start = next;
      continue;
    }
    let inItem = false;
    while (text[at] === '-' && (at + 1 >= end || text[at + 1] === ' ') && !(here && offset <= at)) {
      const column = at - start;
      const previous = inItem ? -1 : leave(column, true);
      frames.push({ type: 'item', column, index: previous + 1 });
      inItem = true;
      at++;
      while (text[at] === ' ' && !(here && offset <= at)) at++;
    }
    if (!inItem) leave(at - start, false);
    const colon = keyEnd(text, at, end);
    if (colon === undefined) {
      if (text[at] === '{' || text[at] === '[') next = Math.max(next, readFlow(at));
      else if (here && !cursor && !/\s#/.test(text.slice(at, offset)))
        capture(Math.min(at, offset), 'key', false);
    } else {
      const { key, span } = trimmed(text, at, colon);
      if (here && offset <= colon && offset >= at) capture(at, 'key', false);
      frames.push({ type: 'key', column: at - start, key });
      addKey(span);
      let value = colon + 1;
      while (text[value] === ' ') value++;
      if (text[value] === '{' || text[value] === '[') next = Math.max(next, readFlow(value));
      else if (text[value] === '|' || text[value] === '>') blockScalarColumn = outerColumn(frames);
      if (here && !cursor && offset > colon && !/(^|\s)#/.test(text.slice(colon + 1, offset))) {
        capture(Math.min(value, offset), 'value', false);
      }
    }
    start = next;
  }
  return { keys, cursor };
}

/** A block scalar's lines are indented deeper than the key it belongs to. */
function outerColumn(frames: readonly Frame[]): number {
  const top = frames.at(-1);
  return top?.type === 'key' ? top.column : 0;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** The offset of the quote that closes the one at `at`, or of the end of the line. */
function closingQuote(text: string, at: number): number {
  const end = lineEnd(text, at);
  for (let index = at + 1; index < end; index++) {
    if (text[index] === '\\' && text[at] === '"') index++;
    else if (text[index] === text[at]) return index;
  }
  return end - 1;
}

/** The offset of the colon that makes `text[at…end]` a key, if one does. */
function keyEnd(text: string, at: number, end: number): number | undefined {
  let index = at;
  if (text[at] === '{' || text[at] === '[') return undefined;
  if (text[at] === '"' || text[at] === "'") index = closingQuote(text, at) + 1;
  for (; index < end; index++) {
    if (text[index] === '#' && text[index - 1] === ' ') return undefined;
    if (text[index] === ':' && (index + 1 === end || /\s/.test(text[index + 1]!))) return index;
  }
  return undefined;
}

/** The key written between two offsets, without blanks and quotes; the span keeps the quotes. */
function trimmed(text: string, from: number, to: number): { key: string; span: Span } {
  const raw = text.slice(from, to);
  const key = raw.trim();
  const start = from + raw.indexOf(key);
  return { key: key.replace(/^(["'])(.*)\1$/, '$2'), span: { start, end: start + key.length } };
}
