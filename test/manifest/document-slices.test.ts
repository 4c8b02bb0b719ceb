import { describe, expect, it } from 'vitest';
import { parseAllDocuments, parseDocument } from 'yaml';
import { sliceDocuments } from '../../server/src/manifest/document-slices.ts';
import { damage, random } from '../support/random.ts';

const slices = (text: string) => sliceDocuments(text).map(({ start, end }) => text.slice(start, end));

describe('sliceDocuments', () => {
  it.each([
    ['one document', 'a: b\n', ['a: b\n']],
    ['nothing', '', ['']],
    ['a marker first', '---\na: b\n', ['---\na: b\n']],
    ['two documents', 'a: b\n---\nc: d\n', ['a: b\n', '---\nc: d\n']],
    ['a document end', 'a: b\n...\n---\nc: d\n', ['a: b\n...\n', '---\nc: d\n']],
    ['comments before a marker', 'a: b\n...\n# c\n---\nc: d\n', ['a: b\n...\n', '# c\n---\nc: d\n']],
    ['a directive', '%YAML 1.2\n---\na: b\n', ['%YAML 1.2\n---\na: b\n']],
    ['CRLF', 'a: b\r\n---\r\nc: d\r\n', ['a: b\r\n', '---\r\nc: d\r\n']],
    ['a marker with a comment', 'a: b\n--- # x\nc: d', ['a: b\n', '--- # x\nc: d']],
    ['dashes that are no marker', 'a: |\n  ---\n  b\n----: x\n', ['a: |\n  ---\n  b\n----: x\n']],
  ])('cuts %s', (_, text, expected) => {
    expect(slices(text)).toEqual(expected);
  });

  it('covers the text without gaps, however damaged', () => {
    const next = random(7);
    for (let i = 0; i < 500; i++) {
      const text = damage('a: b\n---\nc: |\n  d\n...\n# e\n---\nf: [g]\n', next);
      expect(slices(text).join('')).toBe(text);
    }
  });

  it('gives the documents that reading the whole stream gives', () => {
    const next = random(42);
    const bodies = [
      'a: 1\n',
      'b:\n  - x\n  - y\n',
      'c: |\n  ---x\n  text\n',
      '{d: e}\n',
      '# only a comment\n',
      '',
      'f: "q"\n\n',
    ];
    const separators = [
      '---\n',
      '--- # c\n',
      '...\n---\n',
      '...\n# c\n---\n',
      '...\n%YAML 1.2\n---\n',
      '---\r\n',
    ];
    for (let i = 0; i < 1500; i++) {
      let text = next(2) === 0 ? '' : '---\n';
      for (let n = next(5); n >= 0; n--) {
        text += bodies[next(bodies.length)] as string;
        if (n > 0) text += separators[next(separators.length)] as string;
      }
      const whole = parseAllDocuments(text);
      const values = Array.isArray(whole) ? whole.map((document) => document.toJS() as unknown) : [];
      const ours = slices(text).map((slice) => parseDocument(slice).toJS() as unknown);
      expect({ text, values: ours.filter((v) => v !== null) }).toEqual({
        text,
        values: values.filter((v) => v !== null),
      });
    }
  });
});
