import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineMap } from '../../server/src/cli/check/line-map.ts';

describe('line map', () => {
  it('counts from 1, in UTF-16 code units, with an exclusive end', () => {
    const text = 'a: 1\r\n🚢: image\nlast';
    const map = new LineMap(text);
    const at = (word: string) =>
      map.range({ start: text.indexOf(word), end: text.indexOf(word) + word.length });
    expect(at('a')).toEqual({ line: 1, column: 1, endLine: 1, endColumn: 2 });
    expect(at('image')).toEqual({ line: 2, column: 5, endLine: 2, endColumn: 10 });
    expect(at('image\nlast')).toEqual({ line: 2, column: 5, endLine: 3, endColumn: 5 });
    expect(map.range({ start: text.length, end: text.length })).toEqual({
      line: 3,
      column: 5,
      endLine: 3,
      endColumn: 5,
    });
  });

  it('takes CR LF, LF and a lone CR as line ends', () => {
    const map = new LineMap('a\rb\r\nc\nd');
    const lines = [0, 2, 5, 7].map((start) => map.range({ start, end: start + 1 }));
    expect(lines.map(({ line, column }) => [line, column])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 1],
    ]);
  });

  it('agrees with splitting the text before the offset', () => {
    const piece = fc.constantFrom('a', 'é', '🚢', '\n', '\r\n', '\r', ' ');
    fc.assert(
      fc.property(fc.array(piece), fc.nat(), (pieces, seed) => {
        const text = pieces.join('');
        // Between CR and LF there is no place to point at.
        const offset = seed % (text.length + 1);
        fc.pre(!(text[offset - 1] === '\r' && text[offset] === '\n'));
        const before = text.slice(0, offset).split(/\r\n|\r|\n/);
        const { line, column } = new LineMap(text).range({ start: offset, end: offset });
        expect([line, column]).toEqual([before.length, before.at(-1)!.length + 1]);
      }),
    );
  });
});
