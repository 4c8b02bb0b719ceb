import * as l10n from '@vscode/l10n';
import type { Span } from '../../manifest/text-span.ts';

/** JSON with the place of everything in it; members stand as they are written, twice where they stand twice. */
export type Json =
  | { readonly type: 'object'; readonly members: readonly JsonMember[]; readonly span: Span }
  | { readonly type: 'array'; readonly items: readonly Json[]; readonly span: Span }
  | { readonly type: 'scalar'; readonly value: string | number | boolean | null; readonly span: Span };

export interface JsonMember {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: Json;
}

/** Nobody writes longer documents. */
const maxLength = 1024 * 1024;
const maxDepth = 32;

class SyntaxProblem extends Error {
  readonly span: Span;

  constructor(span: Span, message: string) {
    super(message);
    this.span = span;
  }
}

/** Reads JSON as RFC 8259 has it, and no more: no comments, no commas too many, nothing after it. Never throws. */
export function readJson(
  text: string,
): { readonly root: Json } | { readonly span: Span; readonly message: string } {
  try {
    return { root: new Reader(text).read() };
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    return { span: error.span, message: error.message };
  }
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Json {
    const { length } = this.#text;
    if (length > maxLength) throw new SyntaxProblem({ start: 0, end: 0 }, l10n.t('It is larger than 1 MB.'));
    if (this.#text.startsWith('\ufeff')) {
      const message = l10n.t('It begins with a byte order mark, which notation refuses: save it without.');
      throw new SyntaxProblem({ start: 0, end: 1 }, message);
    }
    const root = this.#value(0);
    this.#skip();
    if (this.#at === length) return root;
    throw new SyntaxProblem(
      { start: this.#at, end: length },
      l10n.t('There is text after the end: remove it.'),
    );
  }

  #value(depth: number): Json {
    this.#skip();
    const start = this.#at;
    if (depth > maxDepth)
      throw new SyntaxProblem({ start, end: start + 1 }, l10n.t('It is nested too deeply.'));
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
    const literal = this.#match(/"(?:[^"\\\n]|\\.)*"/y);
    if (literal === undefined) throw this.#unexpected();
    try {
      // The library knows the escapes, and what may not stand in a string.
      return JSON.parse(literal) as string;
    } catch {
      const message = l10n.t('This string holds an escape or a character that JSON does not allow.');
      throw new SyntaxProblem(this.#since(start), message);
    }
  }

  #unexpected(): SyntaxProblem {
    this.#skip();
    const start = this.#at;
    if (start === this.#text.length) {
      return new SyntaxProblem({ start, end: start }, l10n.t('This is not JSON: it ends too early.'));
    }
    const rest = this.#text.slice(start, start + 40);
    const word = /^(?:[\w-]+|\S)/.exec(rest)?.[0] ?? rest.slice(0, 1);
    const span = { start, end: start + word.length };
    if (rest.startsWith('//') || rest.startsWith('/*'))
      return new SyntaxProblem(span, l10n.t('This is not JSON: it has no comments.'));
    // Anybody may name any file to be read as a policy, and of a key or a token nothing may show up in a log.
    const isObject = /^[ \t\n\r]*[{[]/.test(this.#text);
    return new SyntaxProblem(
      span,
      isObject
        ? l10n.t('This is not JSON: "{0}" cannot stand here.', word)
        : l10n.t('This is not JSON: it must begin with {0}.', '{'),
    );
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
