import { Anchors } from './anchors.ts';
import { FlowScanner } from './flow-scanner.ts';
import { isBlank, LineCursor, notUnderstood } from './line-cursor.ts';
import { blockSpan, type MapEntry, type Node, type ScalarNode } from './node.ts';
import { outdent } from './outdent.ts';
import { below, type PathTrie, readWhole, whole } from './path-trie.ts';
import { quotedScalar } from './quoted-scalar.ts';
import { Skipper, skippableKeys } from './skippable.ts';
import type { Span } from './text-span.ts';

const LF = 10;
const CR = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const HASH = 35;
const AMPERSAND = 38;
const SINGLE_QUOTE = 39;
const ASTERISK = 42;
const DASH = 45;
const COLON = 58;

/** Characters that cannot start a plain scalar, or start something the scanner leaves to the library. */
const NOT_PLAIN = new Set([...'"\'&*!|>%@`{}[],#?:'].map((c) => c.charCodeAt(0)));

/**
 * Reads the YAML that manifests are mostly made of: block mappings and sequences, single-line plain and quoted
 * scalars, block scalars, simple flow collections, comments. About twenty times as fast as the library.
 *
 * Returns `undefined` when the text holds anything else (tags, merge keys, multi-line scalars, tabs, damage): the caller
 * then asks `readYaml`. Where it answers, it answers the same tree; a property test holds that.
 * With `skip`, blocks that cannot name an image (`env`, `labels`, …) are passed over, and their keys have no value.
 * With `outline`, everything that lies on none of its paths is passed over.
 */
export function scanYaml(source: string, options: ScanOptions = {}): Node | undefined {
  if (source.includes('\t') || source.includes('\uFEFF')) return undefined;
  if (source.includes('\r') && /\r(?!\n)/.test(source)) return undefined;
  try {
    return new LineScanner(source, options.skip ? new Skipper(source) : undefined).read(
      options.outline ?? whole,
    );
  } catch (error) {
    if (error === notUnderstood) return undefined;
    throw error;
  }
}

export interface ScanOptions {
  readonly skip?: boolean;
  readonly outline?: PathTrie;
}

const nothing: PathTrie = {};

class LineScanner extends LineCursor {
  readonly #anchors: Anchors;
  readonly #skipper: Skipper | undefined;

  constructor(source: string, skipper: Skipper | undefined) {
    super(source);
    this.#skipper = skipper;
    this.#anchors = new Anchors(source);
  }

  read(outline: PathTrie): Node | undefined {
    this.#skipMarker();
    if (this.done) throw notUnderstood;
    const first = this.source.charCodeAt(this.at);
    const node = first === 123 || first === 91 ? this.#flowDocument() : this.#block(-1, outline);
    if (!this.done || node === undefined) throw notUnderstood;
    return node;
  }

  /** A whole document in flow style: JSON. */
  #flowDocument(): Node | undefined {
    const flow = new FlowScanner(this.source, this.at, -1, this.#anchors).read();
    if (!flow || !this.endsLine(this.skipSpaces(flow.end), flow.end)) throw notUnderstood;
    this.nextContent(this.lineEnd(flow.end) + 1);
    return flow.node;
  }

  /** A leading `---` line. Directives, and content on the marker's line, are the library's. */
  #skipMarker(): void {
    this.nextContent(0);
    const source = this.source;
    if (!this.done && this.indent === 0 && source.startsWith('---', this.at)) {
      if (!this.endsLine(this.at + 3)) throw notUnderstood;
      this.nextContent(this.lineEnd(this.at) + 1);
    }
    if (!this.done && this.indent === 0 && source.charCodeAt(this.at) === 37) throw notUnderstood;
  }

  /** The node that starts at the current line, which must stand further in than `parent`. */
  #block(parent: number, outline: PathTrie): Node | undefined {
    if (this.done || this.indent <= parent) return undefined;
    return this.isDash(this.at) ? this.#sequence(this.indent, outline) : this.#mapping(this.indent, outline);
  }

  #mapping(indent: number, outline: PathTrie): Node {
    const entries: MapEntry[] = [];
    const start = this.at;
    while (!this.done && this.indent === indent) {
      if (this.isDash(this.at)) throw notUnderstood;
      const keyStart = this.at;
      const colon = this.#key(keyStart);
      const key = this.#keyText(keyStart, colon);
      if (key === '<<') throw notUnderstood;
      const inside = below(outline, key);
      if (inside === undefined) {
        this.nextContent(outdent(this.source, keyStart, indent));
        continue;
      }
      const value = this.#skips(key, colon + 1, indent)
        ? undefined
        : this.#value(colon + 1, indent, true, inside);
      entries.push({ key, keySpan: { start: keyStart, end: this.#keyEnd(keyStart, colon) }, value });
    }
    if (!this.done && this.indent > indent) throw notUnderstood;
    return { type: 'map', entries, flow: false, span: blockSpan(entries, start) };
  }

  /** Passes over the block of a key that cannot name an image; false when there is none, or it must be read. */
  #skips(key: string, from: number, indent: number): boolean {
    if (this.#skipper === undefined || !skippableKeys.has(key)) return false;
    const at = this.skipSpaces(from);
    if (!this.endsLine(at, from)) return false;
    const end = this.#skipper.endOf(this.lineEnd(at), indent);
    if (end === undefined) return false;
    this.nextContent(end);
    return true;
  }

  #sequence(indent: number, { items: wanted = nothing }: PathTrie): Node {
    const outline = readWhole(wanted);
    const items: (Node | undefined)[] = [];
    while (!this.done && this.indent === indent && this.isDash(this.at)) {
      const content = this.skipSpaces(this.at + 1);
      if (this.endsLine(content)) {
        this.nextContent(this.lineEnd(content) + 1);
        items.push(this.#block(indent, outline));
      } else if (this.isDash(content) || this.#startsEntry(content)) {
        this.indent += content - this.at;
        this.at = content;
        items.push(this.#block(indent, outline));
      } else {
        items.push(this.#value(content, indent, false, outline));
      }
    }
    if (!this.done && this.indent > indent) throw notUnderstood;
    return { type: 'seq', items };
  }

  /** What follows a colon or a dash at `from`; leaves the scanner at the next line with content. */
  #value(from: number, indent: number, afterKey: boolean, outline: PathTrie): Node | undefined {
    const at = this.skipSpaces(from);
    if (this.endsLine(at, from)) {
      this.nextContent(this.lineEnd(at) + 1);
      if (this.done) return undefined;
      // A sequence may stand in the same column as the key it belongs to.
      if (afterKey && this.indent === indent && this.isDash(this.at)) return this.#sequence(indent, outline);
      return this.#block(indent, outline);
    }
    const code = this.source.charCodeAt(at);
    if (code === AMPERSAND) return this.#anchored(at, indent, afterKey, outline);
    if (code === ASTERISK) return this.#alias(at, indent);
    if (code === 124 || code === 62) return this.#blockScalar(at, indent);
    let node: Node;
    let end: number;
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      const scalar = quotedScalar(this.source, at);
      if (!scalar) throw notUnderstood;
      node = scalar;
      end = scalar.span.end + 1;
    } else if (code === 123 || code === 91) {
      const flow = new FlowScanner(this.source, at, indent, this.#anchors).read();
      if (!flow) throw notUnderstood;
      node = flow.node;
      end = flow.end;
    } else {
      const scalar = this.#plain(at);
      node = scalar;
      end = scalar.span.end;
    }
    this.#endValue(end, indent);
    return node;
  }

  /** Nothing but a comment may follow a value on its line, and nothing further in on the next. */
  #endValue(end: number, indent: number): void {
    if (!this.endsLine(this.skipSpaces(end), end)) throw notUnderstood;
    this.nextContent(this.lineEnd(end) + 1);
    if (!this.done && this.indent > indent) throw notUnderstood;
  }

  #anchored(at: number, indent: number, afterKey: boolean, outline: PathTrie): Node | undefined {
    const name = this.#anchors.nameAt(at);
    if (name === undefined) throw notUnderstood;
    const from = at + 1 + name.length;
    const value = this.skipSpaces(from);
    const code = this.source.charCodeAt(value);
    // A second property, or an anchor that belongs to a key.
    if (
      code === AMPERSAND ||
      code === ASTERISK ||
      (!this.endsLine(value, from) && this.#startsEntry(value))
    ) {
      throw notUnderstood;
    }
    this.#anchors.open(name);
    const node = this.#value(from, indent, afterKey, outline);
    this.#anchors.close(name, node);
    return node;
  }

  #alias(at: number, indent: number): Node | undefined {
    const name = this.#anchors.nameAt(at);
    const target = name === undefined ? undefined : this.#anchors.resolve(name, at);
    if (!target || name === undefined) throw notUnderstood;
    this.#endValue(at + 1 + name.length, indent);
    return target.node;
  }

  #plain(start: number): ScalarNode {
    const source = this.source;
    const first = source.charCodeAt(start);
    if (NOT_PLAIN.has(first)) throw notUnderstood;
    if (first === DASH && this.isDash(start)) throw notUnderstood;
    const lineEnd = this.lineEnd(start);
    let end = lineEnd;
    for (let i = start; i < lineEnd; i++) {
      const code = source.charCodeAt(i);
      if (code === HASH && source.charCodeAt(i - 1) === SPACE) {
        end = i;
        break;
      }
      if (code === COLON && (i + 1 >= lineEnd || isBlank(source.charCodeAt(i + 1)))) throw notUnderstood;
    }
    while (end > start && isBlank(source.charCodeAt(end - 1))) end -= 1;
    return { type: 'scalar', value: source.slice(start, end), span: { start, end }, style: 'plain' };
  }

  #blockScalar(at: number, indent: number): ScalarNode {
    const source = this.source;
    let header = at + 1;
    const chomp = source.charCodeAt(header);
    if (chomp === 43 || chomp === DASH) header += 1;
    // An explicit indentation indicator is rare enough to leave to the library.
    if (!this.endsLine(this.skipSpaces(header), header)) throw notUnderstood;
    let line = this.lineEnd(at) + 1;
    let contentIndent = -1;
    let leading = 0;
    let first = -1;
    let last = -1;
    while (line < this.length) {
      const end = this.lineEnd(line);
      const text = this.skipSpaces(line);
      const column = text - line;
      if (text >= end || source.charCodeAt(text) === CR) {
        if (contentIndent < 0) leading = Math.max(leading, column);
        line = end + 1;
        continue;
      }
      if (contentIndent < 0) {
        if (column <= indent) break;
        if (leading > column) throw notUnderstood;
        contentIndent = column;
        first = text;
      } else if (column < contentIndent) {
        if (column > indent) throw notUnderstood;
        break;
      }
      last = end;
      line = end + 1;
    }
    this.nextContent(line);
    if (!this.done && this.indent > indent) throw notUnderstood;
    if (first < 0) throw notUnderstood;
    while (last > first && isBlank(source.charCodeAt(last - 1))) last -= 1;
    const span: Span = { start: first, end: last };
    return { type: 'scalar', value: source.slice(first, last), span, style: 'block' };
  }

  /** The colon that ends the key at `start`. */
  #key(start: number): number {
    const source = this.source;
    const first = source.charCodeAt(start);
    if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) {
      const scalar = quotedScalar(source, start);
      const colon = scalar ? this.skipSpaces(scalar.span.end + 1) : -1;
      if (!scalar || source.charCodeAt(colon) !== COLON || !this.separates(colon)) throw notUnderstood;
      return colon;
    }
    if (NOT_PLAIN.has(first)) throw notUnderstood;
    for (let i = start; i < this.length; i++) {
      const code = source.charCodeAt(i);
      if (code === COLON && this.separates(i)) return i;
      if (code === LF || (code === HASH && source.charCodeAt(i - 1) === SPACE)) break;
    }
    throw notUnderstood;
  }

  #keyEnd(start: number, colon: number): number {
    let end = colon;
    while (end > start && this.source.charCodeAt(end - 1) === SPACE) end -= 1;
    return end;
  }

  #keyText(start: number, colon: number): string {
    const first = this.source.charCodeAt(start);
    if (first !== DOUBLE_QUOTE && first !== SINGLE_QUOTE)
      return this.source.slice(start, this.#keyEnd(start, colon));
    const scalar = quotedScalar(this.source, start);
    if (!scalar) throw notUnderstood;
    return scalar.value;
  }

  /** Does a sequence item at `at` start a compact mapping (`- name: x`)? */
  #startsEntry(at: number): boolean {
    const source = this.source;
    const first = source.charCodeAt(at);
    if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) {
      const scalar = quotedScalar(source, at);
      if (!scalar) throw notUnderstood;
      const colon = this.skipSpaces(scalar.span.end + 1);
      return source.charCodeAt(colon) === COLON;
    }
    if (NOT_PLAIN.has(first)) return false;
    for (let i = at; i < this.length; i++) {
      const code = source.charCodeAt(i);
      if (code === COLON && this.separates(i)) return true;
      if (code === LF || (code === HASH && source.charCodeAt(i - 1) === SPACE)) return false;
    }
    return false;
  }
}
