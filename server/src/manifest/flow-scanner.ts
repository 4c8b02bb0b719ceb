import type { Anchors } from './anchors.ts';
import type { MapEntry, Node } from './node.ts';
import { quotedScalar } from './quoted-scalar.ts';

const MAX_DEPTH = 64;

/**
 * Reads a flow collection (`{a: b}`, `["x", y]`, and so JSON) whose scalars each stay on one line. Tags,
 * explicit keys, comments and multi-line scalars give `undefined`: the library reads those.
 */
export class FlowScanner {
  readonly #source: string;
  /** Column of the block the collection stands in; its further lines must be indented more. */
  readonly #parent: number;
  readonly #anchors: Anchors;
  #at: number;
  #depth = 0;
  #outdented = false;

  constructor(source: string, at: number, parent: number, anchors: Anchors) {
    this.#source = source;
    this.#at = at;
    this.#parent = parent;
    this.#anchors = anchors;
  }

  /** The collection and the offset behind its closing bracket. */
  read(): { node: Node; end: number } | undefined {
    const node = this.#collection();
    return node && !this.#outdented ? { node, end: this.#at } : undefined;
  }

  #collection(): Node | undefined {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) return undefined;
    const node = this.#source[this.#at] === '{' ? this.#map() : this.#seq();
    this.#depth -= 1;
    return node;
  }

  #map(): Node | undefined {
    const start = this.#at;
    const entries: MapEntry[] = [];
    this.#at += 1;
    for (;;) {
      this.#space();
      if (this.#source[this.#at] === '}') break;
      const keyStart = this.#at;
      const key = this.#scalar();
      if (key?.type !== 'scalar' || key.value === '<<') return undefined;
      const keySpan = { start: keyStart, end: key.style === 'plain' ? key.span.end : this.#at };
      this.#space();
      if (this.#source[this.#at] !== ':') return undefined;
      // `{a:1}` has the one key "a:1"; only a quoted key may touch its value.
      const next = this.#source[this.#at + 1];
      if (key.style === 'plain' && next !== ' ' && next !== '\n' && next !== '\r') return undefined;
      this.#at += 1;
      this.#space();
      const value = this.#node();
      if (!value) return undefined;
      entries.push({ key: key.value, keySpan, value });
      this.#space();
      if (this.#source[this.#at] === ',') this.#at += 1;
      else if (this.#source[this.#at] !== '}') return undefined;
    }
    this.#at += 1;
    return { type: 'map', entries, flow: true, span: { start, end: this.#at } };
  }

  #seq(): Node | undefined {
    const items: Node[] = [];
    this.#at += 1;
    for (;;) {
      this.#space();
      if (this.#source[this.#at] === ']') break;
      const item = this.#node();
      if (!item) return undefined;
      items.push(item);
      this.#space();
      if (this.#source[this.#at] === ',') this.#at += 1;
      else if (this.#source[this.#at] !== ']') return undefined;
    }
    this.#at += 1;
    return { type: 'seq', items };
  }

  #node(): Node | undefined {
    const first = this.#source[this.#at];
    if (first === '*') return this.#alias();
    if (first === '&') return this.#anchored();
    return first === '{' || first === '[' ? this.#collection() : this.#scalar();
  }

  #alias(): Node | undefined {
    const name = this.#anchors.nameAt(this.#at);
    const target = name === undefined ? undefined : this.#anchors.resolve(name, this.#at);
    this.#at += 1 + (name?.length ?? 0);
    return target?.node;
  }

  #anchored(): Node | undefined {
    const name = this.#anchors.nameAt(this.#at);
    if (name === undefined || this.#source[this.#at + 1 + name.length] !== ' ') return undefined;
    this.#at += 1 + name.length;
    this.#space();
    if ('&*'.includes(this.#source[this.#at] ?? '')) return undefined;
    this.#anchors.open(name);
    const node = this.#node();
    if (node) this.#anchors.close(name, node);
    return node;
  }

  #scalar(): Node | undefined {
    const source = this.#source;
    const start = this.#at;
    const first = source[start];
    if (first === undefined) return undefined;
    if (first === '"' || first === "'") {
      const scalar = quotedScalar(source, start);
      if (scalar) this.#at = scalar.span.end + 1;
      return scalar;
    }
    if ('&*!|>%@`{}[],#?:-'.includes(first) && !/^-[^\s,[\]{}]/.test(source.slice(start, start + 2)))
      return undefined;
    let end = start;
    for (; end < source.length; end++) {
      const c = source[end] as string;
      if (c === '\n' || c === ',' || c === ']' || c === '}') break;
      if (c === '{' || c === '[') return undefined;
      if (c === '#' && source[end - 1] === ' ') return undefined;
      if (c === ':' && /[\s,[\]{}]|^$/.test(source[end + 1] ?? '')) break;
    }
    const stop = source[end];
    if (stop === undefined) return undefined;
    this.#at = end;
    let last = end;
    while (last > start && (source[last - 1] === ' ' || source[last - 1] === '\r')) last -= 1;
    if (stop === '\n') {
      // A plain scalar goes on over the line's end unless a bracket or comma closes it.
      this.#space();
      const next = source[this.#at];
      if (next !== ',' && next !== ']' && next !== '}') return undefined;
    }
    return { type: 'scalar', value: source.slice(start, last), span: { start, end: last }, style: 'plain' };
  }

  #space(): void {
    for (;;) {
      const code = this.#source.charCodeAt(this.#at);
      if (code !== 32 && code !== 10 && code !== 13) return;
      this.#at += 1;
      if (code === 10 && this.#column() <= this.#parent) this.#outdented = true;
    }
  }

  /** Of the first character on the line that starts here that is no space; a blank line counts as far in. */
  #column(): number {
    let at = this.#at;
    while (this.#source.charCodeAt(at) === 32) at += 1;
    const code = this.#source.charCodeAt(at);
    return code === 10 || code === 13 ? Number.POSITIVE_INFINITY : at - this.#at;
  }
}
