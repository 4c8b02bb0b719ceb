/** A JSON number as it is written: `472.0` is no integer, whatever its value. */
export class JsonNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  /** `undefined` for what is not written as an integer, or is too large to be exact. */
  get integer(): number | undefined {
    if (!/^-?(?:0|[1-9]\d*)$/.test(this.text)) return undefined;
    const value = Number(this.text);
    return Number.isSafeInteger(value) ? value : undefined;
  }
}

export type JsonValue = null | boolean | string | JsonNumber | readonly JsonValue[] | JsonObject;
export type JsonObject = ReadonlyMap<string, JsonValue>;

export class JsonError extends Error {}

const maxDepth = 32;
/** Values in a text, members and items included. A signature has a few dozen, and what comes along is written by strangers. */
const maxValues = 5_000;

/**
 * Reads JSON (RFC 8259) and refuses what readers disagree about: names that stand twice, letters that are no UTF-8, a byte
 * order mark. Objects are maps, so that no name is special. @throws JsonError
 */
export function parseStrictJson(bytes: Uint8Array): JsonValue {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new JsonError('it is not UTF-8');
  }
  return new Reader(text).read();
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return value instanceof Map;
}

class Reader {
  readonly #text: string;
  #at = 0;
  #values = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): JsonValue {
    const value = this.#value(0);
    this.#skip();
    if (this.#at < this.#text.length) throw new JsonError('there is more after it');
    return value;
  }

  #value(depth: number): JsonValue {
    if (depth > maxDepth) throw new JsonError('it is nested too deeply');
    if (++this.#values > maxValues) throw new JsonError('it holds too many values');
    this.#skip();
    const letter = this.#text[this.#at];
    if (letter === '{') return this.#object(depth);
    if (letter === '[') return this.#array(depth);
    if (letter === '"') return this.#string();
    const match = this.#match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y);
    if (match === undefined) throw new JsonError('it is not JSON');
    if (match === 'null') return null;
    if (match === 'true' || match === 'false') return match === 'true';
    return new JsonNumber(match);
  }

  #object(depth: number): JsonObject {
    const members = new Map<string, JsonValue>();
    this.#at++;
    if (this.#takes('}')) return members;
    do {
      this.#skip();
      const name = this.#string();
      if (members.has(name)) throw new JsonError(`"${name}" stands in it twice`);
      if (!this.#takes(':')) throw new JsonError('it is not JSON');
      members.set(name, this.#value(depth + 1));
    } while (this.#takes(','));
    if (!this.#takes('}')) throw new JsonError('it is not JSON');
    return members;
  }

  #array(depth: number): readonly JsonValue[] {
    const items: JsonValue[] = [];
    this.#at++;
    if (this.#takes(']')) return items;
    do items.push(this.#value(depth + 1));
    while (this.#takes(','));
    if (!this.#takes(']')) throw new JsonError('it is not JSON');
    return items;
  }

  #string(): string {
    const start = this.#at;
    let end = this.#text[start] === '"' ? start : -1;
    // The quote that no odd number of backslashes stands before; an expression would run out of stack on long texts.
    for (let escaped = true; end >= 0 && escaped; ) {
      end = this.#text.indexOf('"', end + 1);
      escaped = false;
      for (let at = end - 1; at > start && this.#text[at] === '\\'; at--) escaped = !escaped;
    }
    try {
      // The library knows escapes, and what may not stand in a string.
      const value: unknown = JSON.parse(end < 0 ? '' : this.#text.slice(start, end + 1));
      if (typeof value === 'string') {
        this.#at = end + 1;
        return value;
      }
    } catch {}
    throw new JsonError('it is not JSON');
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
