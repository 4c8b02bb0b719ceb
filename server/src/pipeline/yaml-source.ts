import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseAllDocuments,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { beforeOnLine } from '../manifest/line-edits.ts';
import type { Span } from '../manifest/text-span.ts';

/** Longer CI files are left alone: nobody writes them by hand. */
const maxLength = 1024 * 1024;
const maxMergeDepth = 8;

/** A mapping or a list of the file, where it is written. */
export type MapNode = YAMLMap<unknown, unknown>;
export type SeqNode = YAMLSeq<unknown>;

/** A CI file read for what it says and where: aliases and merge keys are followed, never edited through. */
export class YamlSource {
  readonly text: string;
  readonly root: unknown;
  readonly #document: Document.Parsed;

  constructor(text: string, document: Document.Parsed) {
    this.text = text;
    this.#document = document;
    this.root = document.contents;
  }

  /** What an alias stands for; everything else is itself. */
  follow(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.#document) : node;
  }

  map(node: unknown): MapNode | undefined {
    const followed = this.follow(node);
    return isMap(followed) ? followed : undefined;
  }

  seq(node: unknown): SeqNode | undefined {
    const followed = this.follow(node);
    return isSeq(followed) ? followed : undefined;
  }

  scalar(node: unknown): Scalar | undefined {
    const followed = this.follow(node);
    return isScalar(followed) ? followed : undefined;
  }

  /** The value of a scalar as text; `undefined` for everything else, and for nothing. */
  string(node: unknown): string | undefined {
    const scalar = this.scalar(node);
    return scalar === undefined || scalar.value === null ? undefined : String(scalar.value);
  }

  /** A member of a mapping, by one key after the other; merged ones count. */
  get(node: unknown, ...keys: readonly string[]): unknown {
    let current = node;
    for (const key of keys) current = this.#find(this.map(current), key, 0)?.value;
    return this.follow(current);
  }

  read(node: unknown, ...keys: readonly string[]): string | undefined {
    return this.string(this.get(node, ...keys));
  }

  /** A member that the mapping itself has, whatever is merged into it. */
  own(map: MapNode, key: string): Pair | undefined {
    return map.items.find((pair) => this.string(pair.key) === key);
  }

  /** The members of a mapping with their keys, merged ones last. */
  entries(node: unknown): readonly (readonly [key: string, value: unknown])[] {
    const found = new Map<string, unknown>();
    this.#collect(this.map(node), found, 0);
    return [...found];
  }

  items(node: unknown): readonly unknown[] {
    return this.seq(node)?.items ?? [];
  }

  /** A text, or every text of a list of texts, however deep. */
  strings(node: unknown, depth = 0): readonly string[] {
    const value = this.string(node);
    if (value !== undefined) return [value];
    return depth > 5 ? [] : this.items(node).flatMap((item) => this.strings(item, depth + 1));
  }

  #find(map: MapNode | undefined, key: string, depth: number): Pair | undefined {
    if (map === undefined || depth > maxMergeDepth) return undefined;
    const own = this.own(map, key);
    if (own) return own;
    for (const merged of this.#merged(map)) {
      const found = this.#find(merged, key, depth + 1);
      if (found) return found;
    }
    return undefined;
  }

  #collect(map: MapNode | undefined, found: Map<string, unknown>, depth: number): void {
    if (map === undefined || depth > maxMergeDepth) return;
    for (const { key, value } of map.items) {
      const name = this.string(key);
      if (name !== undefined && name !== '<<' && !found.has(name)) found.set(name, this.follow(value));
    }
    for (const merged of this.#merged(map)) this.#collect(merged, found, depth + 1);
  }

  #merged(map: MapNode): MapNode[] {
    const merge = this.own(map, '<<');
    if (merge === undefined) return [];
    const single = this.map(merge.value);
    return single ? [single] : this.items(merge.value).flatMap((item) => this.map(item) ?? []);
  }
}

/** The documents of a file; none when it is no sound YAML: then nothing in it can be edited safely. */
export function readYaml(text: string): readonly YamlSource[] {
  if (text.length > maxLength) return [];
  try {
    const documents = parseAllDocuments(text, {
      keepSourceTokens: true,
      logLevel: 'silent',
      prettyErrors: false,
      uniqueKeys: false,
      merge: false,
    });
    if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return [];
    return documents.map((document) => new YamlSource(text, document as Document.Parsed));
  } catch {
    return [];
  }
}

export function isFlow(node: MapNode | SeqNode): boolean {
  return node.flow === true;
}

/** The source of a node, quotes and block indicators included. */
export function spanOf(node: unknown): Span {
  const range = (node as { range?: readonly [number, number, number] | null } | null)?.range;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}

/** Where the last character of a node stands; a block collection's own range reaches over comments that follow. */
export function contentEnd(text: string, node: unknown): number {
  if (isMap(node) && !isFlow(node)) {
    const last = node.items.at(-1);
    if (last) return Math.max(trimmedEnd(text, last.key), last.value ? contentEnd(text, last.value) : 0);
  }
  if (isSeq(node) && !isFlow(node)) {
    const last = node.items.at(-1);
    if (last) return contentEnd(text, last);
  }
  return trimmedEnd(text, node);
}

function trimmedEnd(text: string, node: unknown): number {
  const { start, end } = spanOf(node);
  let at = end;
  while (at > start && /\s/.test(text[at - 1] ?? '')) at -= 1;
  return at;
}

/** The column of the first character of a node; `undefined` when something but blanks and dashes stands before it. */
export function columnOf(text: string, offset: number): number {
  return beforeOnLine(text, offset).length;
}
