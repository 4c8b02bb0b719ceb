import type { TextEdit } from '../manifest/text-span.ts';
import type { SettingEntry, SettingNode } from './setting-node.ts';

export type MapNode = Extract<SettingNode, { type: 'map' }>;
export type ListNode = Extract<SettingNode, { type: 'list' }>;

export function find(map: MapNode, key: string): SettingEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}

export function isFlow(text: string, { span }: MapNode | ListNode): boolean {
  return text[span.start] === '{' || text[span.start] === '[';
}

/** What stands elsewhere is not edited through its alias. */
export function isAlias(text: string, { span }: SettingNode): boolean {
  return text[span.start] === '*';
}

/** The line end that the text uses. */
export function lineEnd(text: string): '\r\n' | '\n' {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** The blanks before a key that stands first on its line. */
export function indentOf(text: string, entry: SettingEntry | undefined): string | undefined {
  if (entry === undefined) return undefined;
  const before = beforeOnLine(text, entry.keySpan.start);
  return /^ *$/.test(before) ? before : undefined;
}

/** What stands before `offset` on its line. */
export function beforeOnLine(text: string, offset: number): string {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).replace('\ufeff', '');
}

export function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

export function insert(at: number, newText: string): TextEdit {
  return { span: { start: at, end: at }, newText };
}

/** Puts whole lines (each without its end) after the line that `end`, the end of a value, is on. */
export function insertLines(text: string, end: number, lines: readonly string[]): TextEdit {
  const eol = lineEnd(text);
  const block = lines.join(eol);
  // The end of a block scalar is the start of the next line already.
  if (end === 0 || text[end - 1] === '\n') return insert(end, block + eol);
  const at = endOfLine(text, end);
  return at === text.length ? insert(at, eol + block + eol) : insert(at, eol + block);
}

/** Where the last thing in a node ends; the span of a block collection reaches over comments that follow it. */
export function contentEnd(text: string, node: SettingNode): number {
  if (node.type === 'scalar' || isFlow(text, node) || isAlias(text, node)) return node.span.end;
  if (node.type === 'list') {
    const last = node.items.at(-1);
    return last ? contentEnd(text, last) : node.span.end;
  }
  const last = node.entries.at(-1);
  return last ? Math.max(last.keySpan.end, contentEnd(text, last.value)) : node.span.end;
}
