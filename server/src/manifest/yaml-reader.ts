import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type ParsedNode,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { blockSpan, type MapEntry, type Node, type ScalarNode } from './node.ts';
import type { Span } from './text-span.ts';

/** Aliases may multiply a document's size; past this many nodes an alias reads as nothing ("billion laughs"). */
const MAX_NODES = 200_000;

/**
 * Reads one YAML (or JSON) document with the `yaml` library. Never throws: damaged text gives what could be read,
 * `undefined` when that is nothing. Aliases and merge keys (`<<`) are resolved.
 */
export function readYaml(source: string): Node | undefined {
  try {
    // failsafe: every scalar stays the text it was, so that `tag: 1.10` is not the number 1.1.
    const document = parseDocument(source, {
      schema: 'failsafe',
      logLevel: 'silent',
      uniqueKeys: false,
      keepSourceTokens: false,
      merge: false,
    });
    return new Reader(source, document).read();
  } catch {
    return undefined;
  }
}

class Reader {
  readonly #source: string;
  readonly #document: Document.Parsed;
  readonly #converted = new Map<unknown, Node | undefined>();
  readonly #weights = new Map<Node, number>();
  #count = 0;

  constructor(source: string, document: Document.Parsed) {
    this.#source = source;
    this.#document = document;
  }

  read(): Node | undefined {
    return this.#convert(this.#document.contents);
  }

  #convert(node: ParsedNode | null | undefined): Node | undefined {
    if (node === null || node === undefined) return undefined;
    if (isAlias(node)) return this.#alias(node);
    const before = this.#count;
    this.#count += 1;
    let result: Node | undefined;
    if (isScalar(node)) result = this.#scalar(node);
    else if (isMap(node)) result = this.#map(node as YAMLMap.Parsed);
    else if (isSeq(node)) result = this.#seq(node as YAMLSeq.Parsed);
    this.#converted.set(node, result);
    if (result) this.#weights.set(result, this.#count - before);
    return result;
  }

  #alias(alias: Alias.Parsed): Node | undefined {
    const anchored = alias.resolve(this.#document);
    const target = this.#converted.get(anchored);
    if (!target) return undefined;
    this.#count += this.#weights.get(target) ?? 1;
    if (this.#count > MAX_NODES) return undefined;
    if (target.type !== 'scalar') return target;
    return { ...target, alias: { start: alias.range[0], end: alias.range[1] } };
  }

  #map(node: YAMLMap.Parsed): Node {
    const entries: MapEntry[] = [];
    const merged: (Node | undefined)[] = [];
    for (const { key, value } of node.items) {
      const name = isAlias(key) ? this.#alias(key) : key ? this.#convert(key as ParsedNode) : undefined;
      if (name?.type !== 'scalar') {
        this.#convert(value);
        continue;
      }
      if (name.value === '<<' && name.style === 'plain') merged.push(this.#convert(value));
      else
        entries.push({
          key: name.value,
          keySpan: name.alias ?? withQuotes(name),
          value: this.#convert(value),
        });
    }
    const span = node.flow
      ? { start: node.range[0], end: node.range[1] }
      : blockSpan(entries, entries[0]?.keySpan.start ?? node.range[0]);
    for (const value of merged) this.#merge(entries, value);
    return { type: 'map', entries, flow: node.flow === true, span };
  }

  /** YAML 1.1 merge key: what the map says itself wins. */
  #merge(entries: MapEntry[], value: Node | undefined): void {
    if (value?.type === 'seq') for (const item of value.items) this.#merge(entries, item);
    if (value?.type !== 'map') return;
    for (const entry of value.entries) {
      if (!entries.some((own) => own.key === entry.key)) entries.push(entry);
    }
  }

  #seq(node: YAMLSeq.Parsed): Node {
    return { type: 'seq', items: node.items.map((item) => this.#convert(item as ParsedNode)) };
  }

  #scalar(node: Scalar.Parsed): ScalarNode | undefined {
    const value = String(node.value ?? '');
    const [start, end] = node.range;
    switch (node.type) {
      case 'QUOTE_DOUBLE':
      case 'QUOTE_SINGLE': {
        const quote = this.#source[start];
        // Half typed: what follows up to some later quote is not the value.
        if (end - 1 === start || this.#source[end - 1] !== quote) return undefined;
        return {
          type: 'scalar',
          value,
          span: { start: start + 1, end: end - 1 },
          style: node.type === 'QUOTE_DOUBLE' ? 'double' : 'single',
        };
      }
      case 'BLOCK_FOLDED':
      case 'BLOCK_LITERAL': {
        const span = this.#blockContent(start, end);
        return { type: 'scalar', value: this.#source.slice(span.start, span.end), span, style: 'block' };
      }
      default:
        return end > start ? { type: 'scalar', value, span: { start, end }, style: 'plain' } : undefined;
    }
  }

  /** From the first to the last character of a block scalar that is no white space. */
  #blockContent(start: number, end: number): Span {
    let from = this.#source.indexOf('\n', start) + 1;
    if (from === 0 || from > end) return { start: end, end };
    let to = end;
    while (to > from && isSpace(this.#source.charCodeAt(to - 1))) to -= 1;
    while (from < to && isSpace(this.#source.charCodeAt(from))) from += 1;
    return { start: from, end: to };
  }
}

function withQuotes(scalar: ScalarNode): Span {
  if (scalar.style === 'plain' || scalar.style === 'block') return scalar.span;
  return { start: scalar.span.start - 1, end: scalar.span.end + 1 };
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}
