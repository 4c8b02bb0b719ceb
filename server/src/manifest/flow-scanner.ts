import type { MapEntry, Node } from './node.ts';
import { quotedScalar } from './quoted-scalar.ts';

const MAX_DEPTH = 64;

/**
 * Reads a flow collection (`{a: b}`, `["x", y]`, and so JSON) whose scalars each stay on one line. Anchors, tags,
 * explicit keys, comments and multi-line scalars give `undefined`: the library reads those.
 */
export class FlowScanner {
  readonly #source: string;
  #at: number;
  #depth = 0;

  constructor(source: string, at: number) {
    this.#source = source;
    this.#at = at;
  }

  /** The collection and the offset behind its closing bracket. */
  read(): { node: Node; end: number } | undefined {
    const node = this.#collection();
    return node ? { node, end: this.#at } : undefined;
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
      const keySpan = { start: keyStart, end: this.#at };
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
    return first === '{' || first === '[' ? this.#collection() : this.#scalar();
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
      const c = this.#source.charCodeAt(this.#at);
      if (c !== 32 && c !== 10 && c !== 13) return;
      this.#at += 1;
    }
  }
}
