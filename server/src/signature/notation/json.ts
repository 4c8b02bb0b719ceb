import type { Span } from '../../manifest/text-span.ts';

/** JSON with the place of everything in it; members stand as they are written, twice where they stand twice. */
export type Json =
  | { readonly type: 'object'; readonly members: readonly JsonMember[]; readonly span: Span }
  | JsonArray
  | { readonly type: 'scalar'; readonly value: string | number | boolean | null; readonly span: Span };

export interface JsonArray {
  readonly type: 'array';
  readonly items: readonly Json[];
  readonly span: Span;
}

export interface JsonMember {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: Json;
}

/** What is wrong with a text that should be JSON, and where. */
export class JsonSyntaxError extends Error {
  readonly problem: 'mark' | 'end' | 'unexpected' | 'string' | 'after' | 'depth' | 'values';
  readonly span: Span;

  constructor(problem: JsonSyntaxError['problem'], start: number, end: number) {
    super(problem);
    this.problem = problem;
    this.span = { start, end };
  }
}

const maxDepth = 32;

/**
 * Reads JSON as RFC 8259 has it, and no more: no byte order mark, no comments, no commas too many, nothing after it.
 * `maxValues`: how many values, members and items included, it may hold. @throws JsonSyntaxError
 */
export function readJsonTree(text: string, maxValues = Number.POSITIVE_INFINITY): Json {
  return new Reader(text, maxValues).read();
}

class Reader {
  readonly #text: string;
  #at = 0;
  #left: number;

  constructor(text: string, maxValues: number) {
    this.#text = text;
    this.#left = maxValues;
  }

  read(): Json {
    if (this.#text.startsWith('\ufeff')) throw new JsonSyntaxError('mark', 0, 1);
    const root = this.#value(0);
    this.#skip();
    const { length } = this.#text;
    if (this.#at < length) throw new JsonSyntaxError('after', this.#at, length);
    return root;
  }

  #value(depth: number): Json {
    this.#skip();
    const start = this.#at;
    if (depth > maxDepth) throw new JsonSyntaxError('depth', start, start + 1);
    if (this.#left-- <= 0) throw new JsonSyntaxError('values', start, start + 1);
    if (this.#takes('{')) return { type: 'object', members: this.#members(depth), span: this.#since(start) };
    if (this.#takes('[')) return { type: 'array', items: this.#items(depth), span: this.#since(start) };
    if (this.#text[start] === '"') return { type: 'scalar', value: this.#string(), span: this.#since(start) };
    const word = this.#match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y);
    if (word === undefined) throw this.#unexpected();
    return { type: 'scalar', value: JSON.parse(word) as number | boolean | null, span: this.#since(start) };
  }

  #members(depth: number): JsonMember[] {
    const members: JsonMember[] = [];
    if (this.#takes('}')) return members;
    do {
      this.#skip();
      const start = this.#at;
      const name = this.#string();
      const nameSpan = this.#since(start);
      if (!this.#takes(':')) throw this.#unexpected();
      members.push({ name, nameSpan, value: this.#value(depth + 1) });
    } while (this.#takes(','));
    if (!this.#takes('}')) throw this.#unexpected();
    return members;
  }

  #items(depth: number): Json[] {
    const items: Json[] = [];
    if (this.#takes(']')) return items;
    do items.push(this.#value(depth + 1));
    while (this.#takes(','));
    if (!this.#takes(']')) throw this.#unexpected();
    return items;
  }

  #string(): string {
    const start = this.#at;
    if (this.#text[start] !== '"') throw this.#unexpected();
    let end = start;
    // The quote that no odd number of backslashes stands before; an expression would run out of stack on long texts.
    for (let escaped = true; escaped; ) {
      end = this.#text.indexOf('"', end + 1);
      if (end < 0) throw new JsonSyntaxError('end', start, this.#endOfLine(start));
      escaped = false;
      for (let at = end - 1; at > start && this.#text[at] === '\\'; at--) escaped = !escaped;
    }
    try {
      // The library knows the escapes, and what may not stand in a string.
      const value = JSON.parse(this.#text.slice(start, end + 1)) as string;
      this.#at = end + 1;
      return value;
    } catch {
      throw new JsonSyntaxError('string', start, Math.min(end + 1, this.#endOfLine(start)));
    }
  }

  #unexpected(): JsonSyntaxError {
    this.#skip();
    const start = this.#at;
    if (start === this.#text.length) return new JsonSyntaxError('end', start, start);
    const word = /^(?:[\w-]+|\S)/.exec(this.#text.slice(start, start + 40))?.[0] ?? ' ';
    return new JsonSyntaxError('unexpected', start, start + word.length);
  }

  #endOfLine(start: number): number {
    const end = this.#text.indexOf('\n', start);
    return end < 0 ? this.#text.length : end;
  }

  #since(start: number): Span {
    return { start, end: this.#at };
  }

  #takes(letter: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== letter) return false;
    this.#at++;
    return true;
  }

  #skip(): void {
    this.#match(/[ \t\n\r]*/y);
  }

  #match(expression: RegExp): string | undefined {
    expression.lastIndex = this.#at;
    const match = expression.exec(this.#text)?.[0];
    if (match !== undefined) this.#at += match.length;
    return match;
  }
}
