import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

/** What the two injection grammars may put on a piece of text, by the last scope the theme would look at. */
const partOf: Readonly<Record<string, string>> = {
  'entity.name.namespace.registry.imageseal': 'registry',
  'variable.other.repository.imageseal': 'repository',
  'constant.numeric.tag.imageseal': 'tag',
  'constant.other.digest.imageseal': 'digest',
};

export interface Token {
  readonly text: string;
  readonly scopes: readonly string[];
}

export interface Tokenizer {
  /** Each line of `text` as the tokens VS Code would colour. */
  tokens(text: string): readonly (readonly Token[])[];
  /** `text` again, with each coloured part written `‹part text›`. */
  marked(text: string): string;
}

/** The grammars the extension contributes, by scope name; every path is relative to the repository. */
const injections: Readonly<Record<string, string>> = {
  'imageseal.image-reference': 'syntaxes/image-reference.injection.tmLanguage.json',
  'imageseal.image-reference.quoted': 'syntaxes/image-reference-quoted.injection.tmLanguage.json',
};

/**
 * A tokenizer for `root` (a scope name) with our injections applied. `grammars` holds the host grammar and what it
 * includes, by scope name; a name in neither map is an empty grammar, as in VS Code.
 */
export async function createTokenizer(
  root: string,
  grammars: Readonly<Record<string, unknown>>,
  withInjections = true,
): Promise<Tokenizer> {
  const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');
  await oniguruma.loadWASM(readFileSync(wasm));
  const repository = new URL('../../', import.meta.url);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    getInjections: (scopeName) =>
      withInjections && scopeName === root ? Object.keys(injections) : undefined,
    loadGrammar: async (scopeName) => {
      const file = injections[scopeName];
      const raw = file ? JSON.parse(readFileSync(new URL(file, repository), 'utf8')) : grammars[scopeName];
      return (raw as textmate.IRawGrammar | undefined) ?? null;
    },
  });
  const grammar = await registry.loadGrammar(root);
  if (!grammar) throw new Error(`no grammar for ${root}`);

  const tokens = (text: string): Token[][] => {
    let state = textmate.INITIAL;
    return text.split('\n').map((line) => {
      const result = grammar.tokenizeLine(line, state);
      state = result.ruleStack;
      return result.tokens.map(({ startIndex, endIndex, scopes }) => ({
        text: line.slice(startIndex, endIndex),
        scopes,
      }));
    });
  };
  const mark = ({ text, scopes }: Token): string => {
    const part = partOf[scopes.at(-1) ?? ''];
    return part ? `‹${part} ${text}›` : text;
  };
  return {
    tokens,
    marked: (text) =>
      tokens(text)
        .map((line) => line.map(mark).join(''))
        .join('\n'),
  };
}

/** The stretches of `text` that the two tokenizers give different scopes, in order. */
export function differences(one: Tokenizer, other: Tokenizer, text: string): string[] {
  const scopes = (tokenizer: Tokenizer) =>
    tokenizer
      .tokens(text)
      .flatMap((line) => [
        ...line.flatMap((token) => Array.from(token.text, () => token.scopes.join(' '))),
        '',
      ]);
  const [mine, theirs] = [scopes(one), scopes(other)];
  const found: string[] = [];
  for (let offset = 0, start = -1; offset <= text.length; offset++) {
    const differ = mine[offset] !== theirs[offset];
    if (differ && start < 0) start = offset;
    if (!differ && start >= 0) {
      found.push(text.slice(start, offset));
      start = -1;
    }
  }
  return found;
}
