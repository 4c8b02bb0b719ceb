import yamlGrammar from 'tm-grammars/grammars/yaml.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { coloured, left, manifest } from './image-reference-cases.ts';
import { createTokenizer, differences } from './tokenize.ts';

const yaml = { 'source.yaml': yamlGrammar };
const tokenizer = await createTokenizer('source.yaml', yaml);
const bare = await createTokenizer('source.yaml', yaml, false);

describe('image references in YAML', () => {
  it.each(coloured)('colours %s', (source, marked) => {
    expect(tokenizer.marked(source)).toBe(marked);
  });

  it.each(left)('leaves %s alone', (_what, source) => {
    expect(tokenizer.tokens(source)).toEqual(bare.tokens(source));
  });

  it('changes no other character of a manifest', () => {
    expect(differences(tokenizer, bare, manifest)).toEqual([
      'nginx:1.27',
      'ghcr.io/acme/side:v1',
      'ghcr.io/acme/app:v1',
    ]);
  });

  // Oniguruma gives up a pattern that tries too many ways; then nothing of the name would be coloured.
  it.each([
    ['dots', 'a.'],
    ['dashes', 'a-'],
    ['slashes', 'a/'],
    ['underscores', 'a__'],
  ])('colours an endless name with %s, and leaves what is nearly one', (_what, unit) => {
    const name = unit.repeat(15_000);
    for (const quote of ['', '"', "'"]) {
      expect(tokenizer.marked(`image: ${quote}${name}a${quote}`)).toBe(
        `image: ${quote}‹repository ${name}a›${quote}`,
      );
      for (const nearly of [`${name}!`, `${name}/+`, `-${name}-`]) {
        const line = `image: ${quote}${nearly}${quote}`;
        expect(tokenizer.marked(line)).toBe(line);
      }
    }
  });

  it.each([
    ['a string full of keys', `image: "${'image: nginx '.repeat(1500)}"`],
    ['a digest that never gets there', `digest: ${'a+'.repeat(10_000)}!`],
    ['an artifact without a tag', `reference: ${'a.'.repeat(10_000)}a/b`],
  ])('leaves %s alone', (_what, line) => {
    expect(tokenizer.tokens(line)).toEqual(bare.tokens(line));
  });
});
