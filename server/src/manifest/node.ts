import type { Span } from './text-span.ts';

/**
 * The little of a YAML document that locating images needs. Two readers make it: the line scanner (fast, plain
 * block style) and the `yaml` library (everything else); a property test holds that they agree.
 */
export type Node = MapNode | SeqNode | ScalarNode;

export interface MapNode {
  readonly type: 'map';
  readonly entries: MapEntry[];
  /** Written as `{…}`: a new key goes before the closing brace, not on a line of its own. */
  readonly flow: boolean;
  /** Braces included in flow style; else from the first key to the end of the last entry (see `blockSpan`). */
  readonly span: Span;
}

export interface MapEntry {
  readonly key: string;
  /** Quotes included. */
  readonly keySpan: Span;
  /** `undefined` when nothing follows the colon. */
  readonly value: Node | undefined;
}

export interface SeqNode {
  readonly type: 'seq';
  readonly items: (Node | undefined)[];
}

export interface ScalarNode {
  readonly type: 'scalar';
  /** The decoded text: escapes resolved, folded lines joined. Of a block scalar (`|`, `>`) it is the trimmed source. */
  readonly value: string;
  /** The content as written: without quotes, without a block scalar's indicator. An alias has its anchor's. */
  readonly span: Span;
  readonly style: 'plain' | 'single' | 'double' | 'block';
  /** Where an alias (`*name`) stands; the node's other fields are those of the anchored scalar. */
  readonly alias?: Span;
}

export function get(node: Node | undefined, key: string): Node | undefined {
  return entry(node, key)?.value;
}

export function entry(node: Node | undefined, key: string): MapEntry | undefined {
  if (node?.type !== 'map') return undefined;
  for (const candidate of node.entries) if (candidate.key === key) return candidate;
  return undefined;
}

/** The text of a scalar child, or `undefined` when it is missing, empty or not a scalar. */
export function text(node: Node | undefined, key: string): string | undefined {
  const value = get(node, key);
  return value?.type === 'scalar' && value.value !== '' ? value.value : undefined;
}

/** The extent of a block mapping: first key to the last character of the last value. */
export function blockSpan(entries: readonly MapEntry[], start: number): Span {
  const last = entries[entries.length - 1];
  if (last === undefined) return { start, end: start };
  return { start, end: endOf(last.value) ?? last.keySpan.end };
}

/** Where a node's text ends, closing quote or bracket included; `undefined` for nothing and for flow sequences. */
export function endOf(node: Node | undefined): number | undefined {
  if (node === undefined) return undefined;
  if (node.type === 'map') return node.span.end;
  if (node.type === 'seq') return endOf(node.items[node.items.length - 1]);
  if (node.alias) return node.alias.end;
  return node.style === 'single' || node.style === 'double' ? node.span.end + 1 : node.span.end;
}
