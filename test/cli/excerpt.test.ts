import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../server/src/cli/formats/display-width.ts';
import { excerptOf } from '../../server/src/cli/formats/excerpt.ts';
import { printable } from '../../server/src/cli/printable.ts';

/** The line, and under it the caret, as they stand in a terminal whose wide characters take two cells. */
function excerpt(text: string, word: string, limit = 100): { line: string; caret: string } {
  const start = text.indexOf(word);
  const { line, caretAt, caretLength } = excerptOf(text, { start, end: start + word.length }, limit);
  return { line, caret: ' '.repeat(caretAt) + '^'.repeat(caretLength) };
}

describe('excerpt', () => {
  it('is the line of the span, with carets under it', () => {
    expect(excerpt('a: 1\nimage: nginx # x\nb: 2', 'nginx')).toEqual({
      line: 'image: nginx # x',
      caret: '       ^^^^^',
    });
  });

  it.each([
    ['an accent', '- {name: "é", image: nginx}'],
    ['a combining accent', '- {name: "e\u0301", image: nginx}'],
    ['Korean', '- {name: "서명", image: nginx}'],
    ['a ship', '- {name: "🚢", image: nginx}'],
    ['full-width forms', '- {name: "ＡＢ", image: nginx}'],
    ['half-width katakana', '- {name: "ｶﾅ", image: nginx}'],
  ])('counts the cells of %s', (_name, text) => {
    const { caret } = excerpt(text, 'nginx');
    expect(caret.length).toBe(displayWidth(text.slice(0, text.indexOf('nginx'))) + 5);
  });

  it('knows how wide characters are', () => {
    expect(['a', 'é', 'e\u0301', '서명', '🚢', 'ＡＢ', 'ｶﾅ', '한a', '…'].map(displayWidth)).toEqual([
      1, 1, 1, 4, 2, 4, 2, 3, 1,
    ]);
  });

  it('puts tabs on stops of four', () => {
    expect(excerpt('a:\t\timage: nginx', 'nginx')).toEqual({
      line: 'a:      image: nginx',
      caret: '               ^^^^^',
    });
  });

  it('drops the CR, stops at the first line of a longer span, marks at least one cell', () => {
    expect(excerpt('image: nginx\r\n', 'nginx')).toEqual({ line: 'image: nginx', caret: '       ^^^^^' });
    expect(excerpt('image: >-\n  nginx\n  x', 'nginx\n  x')).toEqual({ line: '  nginx', caret: '  ^^^^^' });
    expect(excerptOf('image:', { start: 6, end: 6 }, 80)).toEqual({
      line: 'image:',
      caretAt: 6,
      caretLength: 1,
    });
  });

  it('shortens a long line around the span, without halves of characters', () => {
    const text = `${'{"k":"🚢"},'.repeat(20_000)}{"image":"nginx"},${'{"k":"🚢"},'.repeat(20_000)}`;
    const { line, caret } = excerpt(text, 'nginx', 80);
    expect(line.startsWith('…')).toBe(true);
    expect(line.endsWith('…')).toBe(true);
    expect(line.length).toBeLessThan(90);
    expect(line).not.toMatch(/\p{Surrogate}/u);
    expect(displayWidth(line.slice(0, line.indexOf('nginx')))).toBe(caret.length - 5);
  });

  // Walking the line for each of them, character by character, would take longer than any test may.
  it('looks at the surroundings of the span only', () => {
    const entry = '{"🚢":"nginx"},';
    const text = entry.repeat(40_000);
    const lines = new Set<string>();
    for (let index = 10; index < 2_000; index += 1) {
      const start = index * entry.length + entry.indexOf('nginx');
      lines.add(excerptOf(text, { start, end: start + 5 }, 80).line);
    }
    expect([...lines]).toEqual([expect.stringMatching(/^….*nginx.*…$/)]);
  });

  it('lets nothing of a manifest steer the terminal', () => {
    const evil = 'image: "\u001b]0;owned\u0007\u001b[2Jnginx\u202egnp.x\u2066\u009b31m"';
    const { line } = excerpt(evil, 'nginx');
    expect(line).toMatch(/^[\u0020-\u007e\ufffd]*$/);
    expect(line).toContain('nginx');
  });
});

describe('printable', () => {
  it('keeps what people write and makes one line of it', () => {
    expect(printable('서명 🚢 e\u0301 👩\u200d💻\tx\r\ny')).toBe('서명 🚢 e\u0301 👩\u200d💻 x y');
  });

  it('replaces control characters and direction marks', () => {
    expect(printable('a\u001b[31mb\u0000\u007f\u0085\u200e\u202e\u2069\ufeff')).toBe(
      'a\ufffd[31mb\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd',
    );
  });
});
