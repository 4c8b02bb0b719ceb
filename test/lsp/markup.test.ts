import { describe, expect, it } from 'vitest';
import { commandTarget, linkTarget, Markup } from '../../server/src/lsp/markup.ts';

function markdown(fill: (markup: Markup) => void): string {
  const markup = new Markup('markdown');
  fill(markup);
  return markup.content().value;
}

describe('Markup', () => {
  it.each([
    ['[a](command:x)', '\\[a\\](command:x)'],
    ['![a](http://b)', '\\!\\[a\\](http:\\//b)'],
    ['<b>*x*</b>', '\\<b\\>\\*x\\*\\</b\\>'],
    ['$(zap) a_b', '\\$(zap) a\\_b'],
    ['see www.evil.test or a@evil.test', 'see www\\.evil.test or a\\@evil.test'],
    ['# no heading\n\n- no list', '\\# no heading - no list'],
    ['- no list', '\\- no list'],
    ['1. no list', '\\1. no list'],
    ['&lt;b&gt;', '\\&lt;b\\&gt;'],
  ])('%j is shown as written', (text, expected) => {
    expect(markdown((markup) => markup.paragraph(text))).toBe(expected);
  });

  it('keeps a value inside of its code span', () => {
    const value = markdown((markup) => markup.item('Label', 'a`b\n``c', ''));
    expect(value).toBe("- Label: `a'b ''c`, ` `");
  });

  it('takes away control characters and turned writing', () => {
    expect(markdown((markup) => markup.code('a\u202eb\u001b[31mc\u0000'))).toBe('`ab[31mc`');
  });

  it('shortens what has no end', () => {
    expect(markdown((markup) => markup.code('x'.repeat(10_000))).length).toBeLessThan(400);
  });

  it.each([
    ['https://github.com/acme/app', '- Source: <https://github.com/acme/app>'],
    ['http://github.com/acme/app', '- Source: `http://github.com/acme/app`'],
    ['https://a.test/> [x](command:y)', '- Source: `https://a.test/> [x](command:y)`'],
    ['command:x', '- Source: `command:x`'],
    ['javascript:alert(1)', '- Source: `javascript:alert(1)`'],
  ])('%j is a link only if it is a plain https address', (value, expected) => {
    expect(markdown((markup) => markup.web('Source', value))).toBe(expected);
  });

  it('has no marks and no links as plain text', () => {
    const markup = new Markup('plaintext');
    markup.heading('Not *signed*');
    markup.item('Digest', 'sha256:1');
    markup.links([{ title: 'x', target: 'command:y' }]);
    expect(markup.content()).toEqual({ kind: 'plaintext', value: 'Not *signed*\n\n- Digest: sha256:1' });
  });
});

describe('link targets', () => {
  it('cannot be left by a parenthesis', () => {
    expect(commandTarget('a.b', 'file:///x(1).yaml')).toBe(
      'command:a.b?%5B%22file%3A%2F%2F%2Fx%281%29.yaml%22%5D',
    );
    expect(linkTarget('file:///a(b)/c')).toBe('file:///a%28b%29/c');
  });
});
