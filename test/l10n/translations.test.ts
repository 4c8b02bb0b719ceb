import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundle, sourceStrings } from '../../scripts/l10n.mts';

const read = (file: string) => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));
const placeholders = (text: string) => [...new Set(text.match(/\{\d+\}/g))].sort();

const locales = readdirSync(new URL('../../l10n', import.meta.url)).map(
  (file) => file.split('.')[2] as string,
);

describe.each(locales)('the strings of client and server in "%s"', (locale) => {
  it('are all translated, and nothing else is', async () => {
    expect(Object.keys(bundle(locale)).sort()).toEqual(await sourceStrings());
  }, 60_000);

  it('fill in the same arguments as in English', () => {
    for (const [english, translation] of Object.entries(bundle(locale))) {
      expect(placeholders(translation), english).toEqual(placeholders(english));
    }
  });

  it('are not left in English', () => {
    const words = Object.entries(bundle(locale)).filter(([english]) => /[a-z]{4}.* [a-z]{4}/.test(english));
    expect(words.filter(([english, translation]) => english === translation)).toEqual([]);
  });
});

describe('package.nls', () => {
  const used = [...JSON.stringify(read('package.json')).matchAll(/"%([\w.-]+)%"/g)].map((match) => match[1]);

  it.each(['package.nls.json', ...locales.map((locale) => `package.nls.${locale}.json`)])(
    '%s has exactly the keys that package.json names, each with words',
    (file) => {
      const words = read(file);
      expect(Object.keys(words).sort()).toEqual([...new Set(used)].sort());
      for (const [key, text] of Object.entries(words)) expect(text, key).toMatch(/\S/);
    },
  );

  it('keeps code and links the same in every language', () => {
    const english = read('package.nls.json');
    for (const locale of locales) {
      const words = read(`package.nls.${locale}.json`);
      for (const key of Object.keys(english)) {
        const code = (text: string) => (text.match(/`[^`]+`|\(command:[^)]+\)/g) ?? []).sort();
        expect(code(words[key]), `${locale} ${key}`).toEqual(code(english[key]));
      }
    }
  });
});
