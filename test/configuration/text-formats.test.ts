import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as formats from '../../server/src/configuration/text-formats.ts';
import { isImagePath, isKindPattern } from '../../server/src/manifest/image-paths.ts';

const { explain, fits } = formats;

const some = (...parts: string[]) =>
  fc.array(fc.constantFrom(...parts), { maxLength: 10 }).map((all) => all.join(''));

describe('text formats', () => {
  it('lets through only kinds and paths that manifests are read with', () => {
    const kind = some('a', 'v1', 'V', '*', '/', '.', '-', 'example.com', ' ');
    const path = some('a', 'image', '.', '*', '[]', '[0]', '["x/y"]', "['z']", '$', '@', ' ', '/');
    fc.assert(
      fc.property(kind, path, (k, p) => {
        if (fits(formats.resourceKind, k)) expect(isKindPattern(k)).toBe(true);
        if (fits(formats.fieldPath, p)) expect(isImagePath(p)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
    for (const good of ['example.com/v1/Widget', 'example.com/*/Widget', '*.example.com/*/*', 'v1/Pod']) {
      expect(fits(formats.resourceKind, good)).toBe(true);
    }
    for (const good of [
      'image',
      'spec.steps[].image',
      'spec.*.image',
      'spec["example.com/image"]',
      'a[][].b',
    ]) {
      expect(fits(formats.fieldPath, good)).toBe(true);
    }
  });

  it.each([
    'localhost/**',
    'localhost:5000/app',
    '[::1]:5000/**',
    'MyHost/**',
    '**',
    'docker.io/library/*',
    '*.io/**',
  ])('takes the image glob %s', (glob) => {
    expect(fits(formats.imageGlob, glob)).toBe(true);
  });

  const all = Object.values(formats).filter((format) => typeof format === 'object');

  it('has a sentence for every refusal', () => {
    const text = some(
      'a',
      'A',
      '.',
      '/',
      ':',
      '*',
      '**',
      '?',
      '[',
      ']',
      '@',
      '#',
      '\\',
      ' ',
      '\n',
      '-',
      '!',
      'docker.io/',
    );
    fc.assert(
      fc.property(text, fc.constantFrom(...all), (value, format) => {
        if (!fits(format, value)) expect(explain(format, value)).toMatch(/[.]$/);
      }),
      { numRuns: 3_000 },
    );
  });

  // Trying one way after the other, there are more of them than anybody can wait for.
  it.each(['a', '*', '**/', '*a', 'a.', 'a-', '[', '\\', ':', '-----BEGIN PUBLIC KEY-----', ' ', 'a__'])(
    'has a sentence for every refusal of the longest text of %j',
    (unit) => {
      for (const format of all) {
        const longest = unit.repeat(Math.floor(format.maxLength / unit.length) - 1);
        for (const value of [longest, `${longest}!`]) {
          if (!fits(format, value)) expect(explain(format, value)).toMatch(/[.]$/);
        }
        expect(fits(format, longest.padEnd(format.maxLength + 1, 'a'))).toBe(false);
      }
    },
  );
});
