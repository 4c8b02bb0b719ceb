import { type Json, JsonSyntaxError, readJsonTree } from '../json.ts';

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
  try {
    return fromTree(readJsonTree(text, maxValues), text);
  } catch (error) {
    throw error instanceof JsonSyntaxError ? new JsonError(sentences[error.problem]) : error;
  }
}

const sentences: Readonly<Record<JsonSyntaxError['problem'], string>> = {
  mark: 'it is not JSON',
  end: 'it is not JSON',
  unexpected: 'it is not JSON',
  string: 'it is not JSON',
  after: 'there is more after it',
  depth: 'it is nested too deeply',
  values: 'it holds too many values',
};

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return value instanceof Map;
}

/**
 * Why a member spoils an object: it has one of these names in other case. Go takes it for that one, and the last counts: it
 * is `read` by notation alone, as something else than we would read, where it comes last of several.
 */
export function lookAlikeIn(
  members: JsonObject,
  names: readonly string[],
): { readonly why: string; readonly read: boolean } | undefined {
  const all = [...members.keys()];
  for (const [index, found] of all.entries()) {
    const name = names.find((each) => each !== found && each.toLowerCase() === found.toLowerCase());
    if (name === undefined) continue;
    return { why: `"${found}" could be taken for "${name}"`, read: all.slice(0, index).includes(name) };
  }
  return undefined;
}

function fromTree(json: Json, text: string): JsonValue {
  if (json.type === 'array') return json.items.map((item) => fromTree(item, text));
  if (json.type === 'object') {
    const members = new Map<string, JsonValue>();
    for (const { name, value } of json.members) {
      if (members.has(name)) throw new JsonError(`"${name}" stands in it twice`);
      members.set(name, fromTree(value, text));
    }
    return members;
  }
  const { value, span } = json;
  return typeof value === 'number' ? new JsonNumber(text.slice(span.start, span.end)) : value;
}
