import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundle, folders, type Part, sourceStrings } from '../../scripts/l10n.mts';

const read = (file: string) => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));
const placeholders = (text: string) => [...new Set(text.match(/\{\d+\}/g))].sort();

const localesOf = (part: Part) =>
  readdirSync(new URL(`../../${folders[part]}`, import.meta.url)).flatMap(
    (file) => /^bundle\.l10n\.(.+)\.json$/.exec(file)?.[1] ?? [],
  );
const locales = localesOf('shared');
const sources = sourceStrings();
const parts = Object.keys(folders) as Part[];

it('the command line speaks the languages of the extension', () => {
  expect(localesOf('cli')).toEqual(locales);
});

describe.each(parts.flatMap((part) => locales.map((locale) => [part, locale] as const)))(
  'the strings of %s in "%s"',
  (part, locale) => {
    const translations = bundle(part, locale);

    it('are all translated, and nothing else is', async () => {
      expect(Object.keys(translations).sort()).toEqual((await sources)[part]);
    }, 180_000);

    it('fill in the same arguments as in English', () => {
      for (const [english, translation] of Object.entries(translations)) {
        expect(placeholders(translation), english).toEqual(placeholders(english));
      }
    });

    it('are not left in English', () => {
      const words = Object.entries(translations).filter(([english]) => /[a-z]{4}.* [a-z]{4}/.test(english));
      expect(words.filter(([english, translation]) => english === translation)).toEqual([]);
    });
  },
);

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
