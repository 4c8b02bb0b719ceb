import type { Scalar } from 'yaml';
import { beforeOnLine, endOfLine, insert, insertLines, lineEnd } from '../manifest/line-edits.ts';
import type { TextEdit } from '../manifest/text-span.ts';
import { entryLines, flow, flowEntries, itemLines, type Yaml } from './step-yaml.ts';
import { columnOf, contentEnd, isFlow, type MapNode, type SeqNode, spanOf } from './yaml-source.ts';

/** New items of a list after the one at `index`, indented and set apart as the others are. */
export function addItems(
  text: string,
  list: SeqNode,
  index: number,
  items: readonly Yaml[],
): TextEdit | undefined {
  const before = list.items[index];
  if (before === undefined) return undefined;
  if (isFlow(list)) return insert(spanOf(before).end, items.map((item) => `, ${flow(item)}`).join(''));
  const dash = dashOf(list, index);
  if (dash === undefined) return undefined;
  const indent = beforeOnLine(text, dash);
  // `- - item`: what stands before the dash is not only blanks.
  if (!/^ *$/.test(indent)) return undefined;
  const width = Math.max(2, columnOf(text, spanOf(before).start) - indent.length);
  const sameLine = !text.slice(dash, spanOf(before).start).includes('\n');
  const apart = isApart(text, list, index);
  const lines = items.flatMap((item) => [
    ...(apart ? [''] : []),
    ...itemLines(item, sameLine && width <= 8 ? width : 2).map((line) => (line === '' ? '' : indent + line)),
  ]);
  return insertLines(text, contentEnd(text, before), lines);
}

/** New members of a mapping: after the member `after`, or at its end. */
export function addEntries(
  text: string,
  map: MapNode,
  entries: { readonly [key: string]: Yaml },
  after?: string,
): TextEdit | undefined {
  const first = map.items[0];
  const last = map.items.at(-1);
  if (isFlow(map)) {
    if (last === undefined) return insert(spanOf(map).start + 1, ` ${flowEntries(entries)} `);
    const end = Math.max(spanOf(last.key).end, contentEnd(text, last.value));
    return insert(end, `, ${flowEntries(entries)}`);
  }
  const neighbour = map.items.find(({ key }) => keyText(key) === after) ?? last;
  if (first === undefined || neighbour === undefined) return undefined;
  const indent = ' '.repeat(columnOf(text, spanOf(first.key).start));
  const lines = Object.entries(entries)
    .flatMap(([key, value]) => entryLines(key, value))
    .map((line) => (line === '' ? '' : indent + line));
  const end = Math.max(
    contentEnd(text, neighbour.key),
    neighbour.value ? contentEnd(text, neighbour.value) : 0,
  );
  return insertLines(text, end, lines);
}

/** A new first member, before all others: an id stands above what it is the id of. */
export function addFirstEntry(text: string, map: MapNode, key: string, value: Yaml): TextEdit | undefined {
  const first = map.items[0];
  if (first === undefined) return addEntries(text, map, { [key]: value });
  if (isFlow(map)) return insert(spanOf(map).start + 1, ` ${flowEntries({ [key]: value })},`);
  const start = spanOf(first.key).start;
  const column = columnOf(text, start);
  const lines = entryLines(key, value);
  return insert(start, lines.map((line) => line + lineEnd(text) + ' '.repeat(column)).join(''));
}

/** Something that goes into a script at an offset of the file. */
export interface ScriptInsertion {
  readonly at: number;
  readonly text: string;
}

/**
 * Insertions into a script, and lines at its end. `undefined` where they cannot be made safely: in folded text the
 * lines would become one, and in quoted text with escapes offsets are not what they seem.
 */
export function changeScript(
  text: string,
  script: Scalar,
  insertions: readonly ScriptInsertion[],
  added: readonly string[],
): readonly TextEdit[] | undefined {
  const { start, end } = spanOf(script);
  const inPlace = insertions.map(({ at, text: newText }) => insert(at, newText));
  if (added.length === 0) return inPlace;
  if (script.type === 'BLOCK_LITERAL') {
    const indent = blockIndent(text, script);
    const lines = added.map((line) => (line === '' ? '' : indent + line));
    return indent === undefined
      ? undefined
      : [...inPlace, insertLines(text, contentEnd(text, script), lines)];
  }
  const quoted = script.type === 'QUOTE_DOUBLE' || script.type === 'QUOTE_SINGLE';
  const raw = quoted ? text.slice(start + 1, end - 1) : text.slice(start, end);
  const value = String(script.value);
  if (script.type === 'BLOCK_FOLDED' || (insertions.length > 0 && raw !== value)) return undefined;
  const base = quoted ? start + 1 : start;
  const changed = [...insertions]
    .sort((a, b) => b.at - a.at)
    .reduce((all, { at, text: more }) => all.slice(0, at - base) + more + all.slice(at - base), value);
  return [asBlock(text, script, [...changed.replace(/\n$/, '').split('\n'), ...added])];
}

/** The blanks that begin the lines of a literal block. */
function blockIndent(text: string, script: Scalar): string | undefined {
  const { start, end } = spanOf(script);
  const body = text.indexOf('\n', start) + 1;
  return /^(?:[ \t]*\r?\n)*([ \t]+)\S/.exec(text.slice(body, end))?.[1];
}

/** The lines as a literal block in place of a script that was written on one line. */
function asBlock(text: string, script: Scalar, lines: readonly string[]): TextEdit {
  const { start, end } = spanOf(script);
  const before = beforeOnLine(text, start);
  const lineStop = endOfLine(text, end);
  const behind = text.slice(end, lineStop);
  // In flow style, or as one of several things on its line, it can only be a quoted text.
  if (!/^[ \t]*(?:-[ \t]+)*(?:[\w.-]+:[ \t]+)?$/.test(before) || !/^[ \t]*(?:#.*)?$/.test(behind)) {
    return { span: { start, end }, newText: JSON.stringify(`${lines.join('\n')}\n`) };
  }
  const column = /^[ \t]*(?:-[ \t]+)*/.exec(before)?.[0].length ?? 0;
  const indent = ' '.repeat(/:[ \t]+$/.test(before) ? column + 2 : column);
  const rest = lines.map((line) => (line === '' ? '' : indent + line));
  const header = `|${behind.replace(/[ \t]+$/, '')}`;
  return { span: { start, end: lineStop }, newText: [header, ...rest].join(lineEnd(text)) };
}

/** Edits at one place become one, in their order; whoever applies them need not know of it then. */
export function joined(edits: readonly TextEdit[]): readonly TextEdit[] {
  const byStart = new Map<number, TextEdit>();
  for (const { span, newText } of edits) {
    const known = byStart.get(span.start);
    // What is inserted stands before what takes the place of the text behind it.
    const inserts = span.start === span.end;
    const text =
      known === undefined
        ? newText
        : inserts && known.span.end > span.start
          ? newText + known.newText
          : known.newText + newText;
    const end = Math.max(span.end, known?.span.end ?? span.end);
    byStart.set(span.start, { span: { start: span.start, end }, newText: text });
  }
  return [...byStart.values()].sort((a, b) => a.span.start - b.span.start);
}

/** Where the dash of an item stands. */
function dashOf(list: SeqNode, index: number): number | undefined {
  const token = list.srcToken;
  if (token?.type !== 'block-seq') return undefined;
  return token.items[index]?.start.find(({ type }) => type === 'seq-item-ind')?.offset;
}

/** Are the items of the list set apart by blank lines? */
function isApart(text: string, list: SeqNode, index: number): boolean {
  const [other, dash] =
    index + 1 < list.items.length ? [index, dashOf(list, index + 1)] : [index - 1, dashOf(list, index)];
  const previous = list.items[other];
  if (previous === undefined || dash === undefined) return false;
  return /\n[ \t]*\r?\n/.test(text.slice(contentEnd(text, previous), dash));
}

function keyText(key: unknown): string | undefined {
  const value = (key as { value?: unknown } | null)?.value;
  return typeof value === 'string' ? value : undefined;
}

/** Takes a member of a block mapping away with its lines; `undefined` when it shares a line with others, or is alone. */
export function removeEntry(
  text: string,
  map: MapNode,
  pair: { key: unknown; value: unknown },
): TextEdit | undefined {
  if (isFlow(map) || map.items.length < 2) return undefined;
  const start = spanOf(pair.key).start;
  const before = beforeOnLine(text, start);
  if (!/^[ \t]*$/.test(before)) return undefined;
  const last = Math.max(contentEnd(text, pair.key), pair.value ? contentEnd(text, pair.value) : 0);
  const end = text.indexOf('\n', last);
  return { span: { start: start - before.length, end: end < 0 ? text.length : end + 1 }, newText: '' };
}
