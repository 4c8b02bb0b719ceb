import { beforeOnLine } from '../manifest/line-edits.ts';
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

/** The blanks before a key that stands first on its line. */
export function indentOf(text: string, entry: SettingEntry | undefined): string | undefined {
  if (entry === undefined) return undefined;
  const before = beforeOnLine(text, entry.keySpan.start);
  return /^ *$/.test(before) ? before : undefined;
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
