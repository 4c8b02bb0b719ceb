import { describe, expect, it } from 'vitest';
import { Der } from '../../../server/src/signature/notation/x509/der.ts';
import { formatName, readName } from '../../../server/src/signature/notation/x509/name.ts';
import { readWrittenName } from '../../../server/src/trust/notation/distinguished-name.ts';
import {
  matchesSubject,
  overlap,
  readSubjectPattern,
  type SubjectPattern,
} from '../../../server/src/trust/notation/subject-pattern.ts';
import { random } from '../../support/random.ts';
import { oid, sequence, set, utf8 } from '../../support/sigstore/der.ts';

function pattern(text: string): SubjectPattern {
  const read = readSubjectPattern(text);
  if ('problem' in read) throw new Error(read.problem);
  return read;
}

const subject = 'CN=app,OU=Release,O=Acme,L=Seattle,ST=WA,C=US';

describe('the subject of an identity', () => {
  it.each([
    ['as C, ST and O', 'C=US, ST=WA, O=Acme'],
    ['with S for ST', 'C=US, S=WA, O=Acme'],
    ['without spaces', 'C=US,ST=WA,O=Acme,CN=app'],
    ['with more spaces', '  C = US ,  ST= WA,O=Acme  '],
    ['separated as of old', 'C=US; ST=WA; O=Acme'],
    ['in hexadecimal', 'C=\\55\\53, ST=WA, O=A\\63me'],
    ['whole', subject],
  ])('matches %s', (_, text) => {
    expect(matchesSubject(pattern(text), subject)).toBe(true);
  });

  it.each([
    ['another letter', 'C=US, ST=WA, O=Acmf'],
    ['another case', 'C=US, ST=WA, O=ACME'],
    ['a part of a value', 'C=US, ST=WA, O=Acm'],
    ['an attribute more', 'C=US, ST=WA, O=Acme, STREET=Main'],
    ['an attribute that all objects have', 'C=US, ST=WA, O=Acme, CONSTRUCTOR=x'],
  ])('does not match %s', (_, text) => {
    expect(matchesSubject(pattern(text), subject)).toBe(false);
  });

  it.each([
    ['a comma', 'C=US, ST=WA, O=Acme\\, Inc.', 'O=Acme\\, Inc.,ST=WA,C=US'],
    ['a comma in hexadecimal', 'C=US, ST=WA, O=Acme\\2C Inc.', 'O=Acme\\, Inc.,ST=WA,C=US'],
    ['bytes of a letter', 'C=DE, ST=NW, O=M\\C3\\BCller', 'O=Müller,ST=NW,C=DE'],
    [
      'special characters',
      'C=US, ST=WA, O=\\#A\\+B \\"x\\" \\<y\\>\\; =z\\\\',
      'O=\\#A\\+B \\"x\\" \\<y\\>\\; =z\\\\,ST=WA,C=US',
    ],
    ['spaces that count', 'C=US, ST=WA, O=\\ Acme\\ ', 'O=\\ Acme\\ ,ST=WA,C=US'],
    ['what could mislead the eye', 'C=US, ST=WA, O=a\\e2\\80\\aeb', 'O=a\\e2\\80\\aeb,ST=WA,C=US'],
    [
      'a value of two attributes in one part',
      'C=US, ST=WA, O=Acme, OU=a',
      'OU=a+CN=signer,O=Acme,ST=WA,C=US',
    ],
  ])('is read with %s', (_, text, written) => {
    expect(matchesSubject(pattern(text), written)).toBe(true);
  });

  it('tells forms of one letter apart', () => {
    expect(matchesSubject(pattern('C=DE, ST=NW, O=Mu\u0308ller'), 'O=M\u00fcller,ST=NW,C=DE')).toBe(false);
  });

  it.each([
    ['OU twice', 'OU=b,OU=a,O=Acme,ST=WA,C=US', { why: 'twice', type: 'OU' }],
    [
      'an address',
      '1.2.840.113549.1.9.1=dev@example.com,O=Acme,ST=WA,C=US',
      { why: 'unnamed', type: '1.2.840.113549.1.9.1' },
    ],
  ])('is matched by nothing with %s', (_, written, why) => {
    expect(matchesSubject(pattern('C=US, ST=WA, O=Acme'), written)).toEqual(why);
  });

  it.each([
    ['', 'A subject needs C, ST and O at least; missing here: C, ST, O.'],
    ['C=US, O=Acme', 'A subject needs C, ST and O at least; missing here: ST.'],
    ['c=US, ST=WA, O=Acme', 'Attribute types are written in capitals: C.'],
    ['C=US+ST=WA, O=Acme', 'Parts that are joined with + are not supported: separate them by commas.'],
    ['C=US, ST=WA, O=Acme, OU=a, OU=b', 'OU stands in it twice.'],
    ['C=US, ST=WA, S=WA, O=Acme', 'ST stands in it twice.'],
    ['C=US, ST=WA, O=#0c0441636d65', 'O is written in hexadecimal: write its text.'],
    ['C=US, ST=WA, O=', 'O has no value.'],
    ['C=US, ST=WA, O=Acme, CN= ', 'CN has no value.'],
    ['C=US, ST=WA, O=Acme,', '"" is no attribute: write it as CN=….'],
    ['C=US, ST=WA, Acme', '"Acme" is no attribute: write it as CN=….'],
    ['C=US, ST=WA, O=Acme, Inc., CN=x', '"Inc., CN=x" is no attribute: write it as CN=….'],
    [
      'C=US, ST=WA, O="Acme"',
      'The value of O has a character that must be written with a backslash before it, or a backslash too many: "Acme".',
    ],
    [
      'C=US, ST=WA, O=Ac\\me',
      'The value of O has a character that must be written with a backslash before it, or a backslash too many: Ac\\me.',
    ],
    [
      'C=US, ST=WA, O=\\C3',
      'The value of O has a character that must be written with a backslash before it, or a backslash too many: \\C3.',
    ],
    [
      'C=US, ST=WA, O=Acme\\',
      'The value of O has a character that must be written with a backslash before it, or a backslash too many: Acme\\.',
    ],
  ])('is not "%s"', (text, problem) => {
    expect(readSubjectPattern(text)).toEqual({ problem });
  });

  it.each([
    [' ', /^A subject needs C, ST and O at least; missing here: ST\.$/],
    ['\\', /^A subject needs C, ST and O at least; missing here: ST\.$/],
    ['a=', /^A subject needs C, ST and O at least; missing here: ST\.$/],
    ['\\ ', /^A subject needs C, ST and O at least; missing here: ST\.$/],
    [',', /^",{199999}x" is no attribute: write it as CN=….$/],
    ['+', /^"\+{199999}x" is no attribute: write it as CN=….$/],
  ])('is read to its end, with "%s" two hundred thousand times', (piece, problem) => {
    expect(readSubjectPattern(`C=US, O=${piece.repeat(200_000)}x`)).toEqual({
      problem: expect.stringMatching(problem),
    });
  });
});

describe('identities', () => {
  it.each([
    ['C=US, ST=WA, O=Acme', 'C=US, ST=WA, O=Acme, CN=x', true],
    ['C=US, ST=WA, O=Acme, CN=x', 'CN=x, C=US, S=WA, O=Acme', true],
    ['C=US, ST=WA, O=Acme, CN=x', 'C=US, ST=WA, O=Acme, OU=y', false],
    ['C=US, ST=WA, O=Acme', 'C=US, ST=WA, O=Other', false],
  ])('%s and %s overlap: %s', (one, other, expected) => {
    expect(overlap(pattern(one), pattern(other))).toBe(expected);
    expect(overlap(pattern(other), pattern(one))).toBe(expected);
  });
});

describe('the subject of a certificate', () => {
  const types = {
    CN: '2.5.4.3',
    O: '2.5.4.10',
    OU: '2.5.4.11',
    C: '2.5.4.6',
    ST: '2.5.4.8',
    '1.2.3.4': '1.2.3.4',
  };
  /** What could end a value, begin another, or look like something else. */
  const pieces = [
    ' ',
    '#',
    ',',
    '+',
    '=',
    ';',
    '"',
    '\\',
    '<',
    '>',
    '\0',
    '\n',
    'O=Acme',
    ',O=Acme',
    '\\2C',
    '#0c04',
    'a',
  ];
  const letters = ['é', 'e\u0301', '\u202e', '\u2028', '\u200b', '\ufeff', '\u00ad', '＝', '，', '🚢'];

  it('is read as it is, whatever its values are: 5,000 of them', () => {
    const next = random(4514);
    const all = [...pieces, ...letters];
    const names = Object.keys(types) as (keyof typeof types)[];
    for (let round = 0; round < 5_000; round++) {
      const attributes = Array.from({ length: 1 + next(4) }, () => ({
        type: names[next(names.length)]!,
        value: Array.from({ length: next(5) }, () => all[next(all.length)]!).join(''),
      }));
      const der = sequence(
        ...attributes.map(({ type, value }) => set(sequence(oid(types[type]), utf8(value)))),
      );
      const text = formatName(readName(Der.read(der)));
      const read = readWrittenName(text);
      const found = 'problem' in read ? read : read.map(({ type, value }) => ({ type, value }));
      expect(found, text).toEqual(attributes.toReversed());
    }
  });

  it('with another attribute inside a value has that value, and no attribute more', () => {
    const der = sequence(
      ...[
        ['2.5.4.6', 'US'],
        ['2.5.4.8', 'WA'],
        ['2.5.4.3', 'evil,O=Acme'],
      ].map(([type = '', value = '']) => set(sequence(oid(type), utf8(value)))),
    );
    const subject = formatName(readName(Der.read(der)));
    expect(subject).toBe('CN=evil\\,O=Acme,ST=WA,C=US');
    expect(matchesSubject(pattern('C=US, ST=WA, O=Acme'), subject)).toBe(false);
  });
});
