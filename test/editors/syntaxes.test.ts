import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { coloured, colouredInJson, left, manifest } from '../syntaxes/image-reference-cases.ts';
import { createTokenizer, differences } from '../syntaxes/tokenize.ts';
import { suite } from './support/editor.ts';

/** The YAML grammars that this VS Code ships, by scope name. */
function yamlGrammars(): Record<string, unknown> {
  const folder = join(suite().entry, '../../../lib/vscode/extensions/yaml');
  const { contributes } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.fromEntries(
    contributes.grammars.map((grammar: { scopeName: string; path: string }) => [
      grammar.scopeName,
      JSON.parse(readFileSync(join(folder, grammar.path), 'utf8')),
    ]),
  );
}

const tokenizer = await createTokenizer('source.yaml', yamlGrammars());
const bare = await createTokenizer('source.yaml', yamlGrammars(), false);

describe("image references under VS Code's own YAML grammar", () => {
  it.each([...coloured, ...colouredInJson])('colours %s', (source, marked) => {
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
});
