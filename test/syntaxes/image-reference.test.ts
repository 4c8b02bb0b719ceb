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

  it('stays quick on a line as long as VS Code colours', () => {
    const line = `image: "${'image: nginx '.repeat(1500)}"`;
    const started = performance.now();
    tokenizer.tokens(line);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
