import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeConfiguration, hoverConfiguration } from '../../server/src/configuration/completion.ts';
import { ruleIds, severities } from '../../server/src/configuration/rule-ids.ts';
import { validExamples } from './examples.ts';

/** Completes at `|`. */
function at(marked: string) {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  return { text, all: completeConfiguration(text, offset) };
}
const labels = (marked: string) => at(marked).all.map(({ label }) => label);
/** The text after the completion `label` is taken at `|`. */
function take(marked: string, label: string): string {
  const { text, all } = at(marked);
  const item = all.find((candidate) => candidate.label === label);
  if (!item) throw new Error(`no "${label}" among ${all.map((candidate) => candidate.label)}`);
  return text.slice(0, item.span.start) + item.insertText + text.slice(item.span.end);
}

const top = ['rules', 'ignore', 'images', 'imagePaths', 'registries', 'trust'];
const without = (all: readonly string[], ...taken: string[]) => all.filter((key) => !taken.includes(key));

describe('completeConfiguration', () => {
  it.each([
    ['an empty file', '|', top],
    ['a word at the start', 'ru|', top],
    ['a new line at the end', 'rules:\n  unsigned: off\n|', without(top, 'rules')],
    ['before other keys', '|\nignore: []\n', without(top, 'ignore')],
    ['between keys', 'rules: {}\nim|\ntrust: []\n', without(top, 'rules', 'trust')],
    ['rules', 'rules:\n  |', ruleIds],
    ['rules, half a name', 'rules:\n  unsigned: off\n  unp|\n', without(ruleIds, 'unsigned')],
    [
      'rules, one between two',
      'rules:\n  unsigned: off\n  |\n  unpinned: off\n',
      without(ruleIds, 'unsigned', 'unpinned'),
    ],
    ['rules in braces', 'rules: { |', ruleIds],
    ['rules in braces, after a comma', 'rules: { unsigned: off, un| }', without(ruleIds, 'unsigned')],
    ['rules in braces, over lines', 'rules: {\n  unsigned: off,\n  |\n}', without(ruleIds, 'unsigned')],
    ['a severity', 'rules:\n  unsigned: |', severities],
    ['half a severity', 'rules:\n  unsigned: wa|', severities],
    ['a severity on its own line', 'rules:\n  unsigned:\n    |', severities],
    ['a severity in braces', 'rules: { unsigned: |}', severities],
    ['a list of maps', 'images:\n  |', ['match', 'rules']],
    ['an item', 'images:\n  - |', ['match', 'rules']],
    ['an item at the column of its key', 'images:\n- |', ['match', 'rules']],
    ['an item, second key', 'images:\n  - match: "ghcr.io/**"\n    |', ['rules']],
    ['a second item', 'images:\n  - match: a.b/c\n    rules: {}\n  - |', ['match', 'rules']],
    ['an item in braces', 'images: [{ match: "a.b/**", | }]', ['rules']],
    ['rules of an item', 'images:\n  - match: a.b/c\n    rules:\n      |', ruleIds],
    ['a boolean', 'registries:\n  - match: a.b\n    insecure: |', ['true', 'false']],
    ['trust', 'trust:\n  - images: a.b/**\n    keys:\n      - |', ['file', 'pem']],
    ['trust, a choice', 'trust:\n  - accept: |', ['any', 'signature', 'provenance']],
    [
      'trust, an identity',
      'trust:\n  - identities:\n      - repository: x\n        |',
      ['issuer', 'issuerRegExp', 'subject', 'subjectRegExp', 'ref', 'workflow'],
    ],
    ['trust, a ref', 'trust:\n  - identities:\n      - ref: |', ['refs/heads/main', 'refs/tags/*']],
    ['free text', 'images:\n  - match: |', []],
    ['a map on the line of its key', 'rules: |', []],
    ['an unknown key', 'colour:\n  |', []],
    ['a comment', 'rules:\n  # un|', []],
    ['a comment behind a value', 'rules:\n  unsigned: off # un|', []],
    ['a pattern', 'ignore:\n  - do|', []],
    ['CRLF', 'rules:\r\n  unsigned: off\r\n  |\r\n', without(ruleIds, 'unsigned')],
  ])('%s', (_, marked, expected) => {
    expect(labels(marked)).toEqual(expected);
  });

  it('does not read the lines of a block scalar as keys', () => {
    const text = 'trust:\n  - keys:\n      - pem: >\n          rules: x\n    ';
    const found = completeConfiguration(text, text.length).map(({ label }) => label);
    expect(found).not.toContain('keys');
    expect(found).toContain('identities');
    expect(completeConfiguration(text, text.indexOf('rules: x') + 2)).toEqual([]);
  });

  it('writes what fits the place', () => {
    expect(take('ru|', 'rules')).toBe('rules:');
    expect(take('rules:\n  uns|', 'unsigned')).toBe('rules:\n  unsigned: ');
    expect(take('rules:\n  uns|igned: off', 'unsigned')).toBe('rules:\n  unsigned: off');
    expect(take('rules:\n  unsigned: wa|', 'warning')).toBe('rules:\n  unsigned: warning');
    expect(take('rules:\n  unsigned:|', 'off')).toBe('rules:\n  unsigned: off');
    expect(take('rules: {un|}', 'unpinned')).toBe('rules: {unpinned: }');
    expect(take('images:\n  |', 'match')).toBe('images:\n  - match: ');
    expect(take('images:\n  - ma|', 'match')).toBe('images:\n  - match: ');
    expect(take('|\nrules: {}\n', 'ignore')).toBe('ignore:\nrules: {}\n');
  });

  it('explains each suggestion', () => {
    for (const { detail } of at('|').all) expect(detail).toMatch(/\w.*\.$/);
  });

  it('answers at every offset of every text', () => {
    for (const text of Object.values(validExamples)) {
      for (let offset = 0; offset <= text.length; offset++) {
        for (const { span } of completeConfiguration(text, offset)) {
          expect(span.start).toBeLessThanOrEqual(offset);
          expect(span.end).toBeGreaterThanOrEqual(offset);
        }
      }
    }
    const pieces = [
      'rules',
      'images',
      ':',
      ' ',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '#',
      '|',
      ',',
      '\r',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 25 }), fc.nat(), (parts, seed) => {
        const text = parts.join('');
        const offset = seed % (text.length + 1);
        for (const { span } of completeConfiguration(text, offset)) {
          expect(span.start).toBeLessThanOrEqual(offset);
          expect(span.end).toBeGreaterThanOrEqual(offset);
          expect(span.end).toBeLessThanOrEqual(text.length);
        }
        hoverConfiguration(text, offset);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('hoverConfiguration', () => {
  const text = 'rules:\n  unsigned: off\nregistries: [{ match: a.b, "insecure": true }]\n';
  const hoverOn = (word: string) => hoverConfiguration(text, text.indexOf(word) + 1);

  it('explains the key under the cursor', () => {
    expect(hoverOn('rules')).toEqual({
      text: 'How loud each rule is: error, warning, information, hint or off.',
      span: { start: 0, end: 5 },
    });
    expect(hoverOn('unsigned')?.text).toBe(
      'How loud the rule "unsigned" is; warning unless set. Values: error, warning, information, hint, off.',
    );
    expect(hoverOn('insecure')?.text).toContain('plain http');
  });

  it('is silent elsewhere', () => {
    expect(hoverOn('off')).toBeUndefined();
    expect(hoverConfiguration('colour: red', 2)).toBeUndefined();
  });
});
