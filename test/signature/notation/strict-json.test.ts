import { describe, expect, it } from 'vitest';
import {
  isObject,
  JsonError,
  JsonNumber,
  type JsonValue,
  parseStrictJson,
} from '../../../server/src/signature/notation/verify/strict-json.ts';
import { damage, random } from '../../support/random.ts';

function plain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (isObject(value)) return Object.fromEntries([...value].map(([name, member]) => [name, plain(member)]));
  return Array.isArray(value) ? value.map(plain) : value;
}

function outcome(text: string | Uint8Array): unknown {
  try {
    return plain(parseStrictJson(typeof text === 'string' ? Buffer.from(text) : text));
  } catch (error) {
    if (error instanceof JsonError) return error.message;
    throw error;
  }
}

describe('strict JSON', () => {
  it('reads what JSON.parse reads', () => {
    const text = ' { "a" : [1, -2.5e3, true, null, {}, []] , "b\\u0041\\"": "\\\\" }\n';
    expect(outcome(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['a name twice', '{"a":1,"a":2}', '"a" stands in it twice'],
    ['a name twice, spelled in two ways', '{"a":1,"\\u0061":2}', '"a" stands in it twice'],
    ['a byte order mark', '\uFEFF{}', 'it is not JSON'],
    ['a comment', '{} // no', 'there is more after it'],
    ['a comma at the end', '[1,]', 'it is not JSON'],
    ['a second value', '{}{}', 'there is more after it'],
    ['a leading zero', '01', 'there is more after it'],
    ['a control character in a string', '"a\nb"', 'it is not JSON'],
    ['a string without an end', '"a\\"', 'it is not JSON'],
    ['nothing', '', 'it is not JSON'],
    ['too many levels', '['.repeat(100), 'it is nested too deeply'],
  ])('refuses %s', (_, text, message) => {
    expect(outcome(text)).toBe(message);
  });

  it('refuses what is no UTF-8', () => {
    expect(outcome(Buffer.from([0x22, 0xc3, 0x22]))).toBe('it is not UTF-8');
  });

  it('knows an integer by how it is written', () => {
    const integer = (text: string) => {
      const value = parseStrictJson(Buffer.from(text));
      return value instanceof JsonNumber ? value.integer : value;
    };
    expect(['472', '-1', '472.0', '4e2', '9007199254740993'].map(integer)).toEqual([
      472,
      -1,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('has no special names', () => {
    const value = parseStrictJson(Buffer.from('{"__proto__":{"a":1},"constructor":2}'));
    expect(isObject(value) && [...value.keys()]).toEqual(['__proto__', 'constructor']);
  });

  it('takes nothing that JSON.parse refuses, and leaves out nothing but what is ambiguous', () => {
    const next = random(7);
    const text = '{"payload":"abc","n":[1,2.5,-3e4],"header":{"x5c":["a\\n","\\u00e9"],"t":true,"z":null}}';
    for (let round = 0; round < 5_000; round++) {
      const changed = damage(text, next);
      const found = outcome(changed);
      let expected: unknown;
      try {
        expected = JSON.parse(changed);
      } catch {
        expected = undefined;
      }
      if (typeof found === 'string' && (expected === undefined || / twice$/.test(found))) continue;
      expect(found, changed).toEqual(expected);
    }
  });

  it('reads a string of megabytes', () => {
    const text = JSON.stringify({ payload: 'a\\'.repeat(2_000_000) });
    expect(outcome(text)).toEqual(JSON.parse(text));
  });
});
