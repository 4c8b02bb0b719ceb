import { hole } from './image-name.ts';

/** What a variable is known to be; several where it takes several in turn (a matrix); `undefined` when nobody knows. */
export type Scope = (name: string) => readonly string[] | undefined;

/** How a CI system, or a shell, writes a variable; the first group that matched is its name. */
export type VariableSyntax = RegExp;

/** `$NAME`, `${NAME}`, `${NAME,,}`; what else a shell can do with one, and `$(…)`, matches without a name. */
export const shellVariables: VariableSyntax =
  /\$\(\([^()]*\)\)|\$\((?:[^()]|\([^()]*\))*\)|`[^`]*`|\$\{(\w+)(?:,,|\^\^)?\}|\$\{[^}]*\}|\$(\w+)/g;

const maxDepth = 5;
const maxAlternatives = 32;
/** In characters; a name of 255, with a variable or an expression for each of its parts, has some hundred. */
const maxLength = 4096;

/** Every text that `text` may stand for, none where it is too long for a name; parts that are not known become holes. */
export function expand(text: string, syntaxes: readonly VariableSyntax[], scope: Scope): readonly string[] {
  return text.length > maxLength ? [] : expandIn(text, syntaxes, scope, 0);
}

function expandIn(
  text: string,
  syntaxes: readonly VariableSyntax[],
  scope: Scope,
  depth: number,
): readonly string[] {
  let results: readonly string[] = [text];
  for (const syntax of syntaxes)
    results = results.flatMap((each) => once(each, syntax, syntaxes, scope, depth));
  return results.slice(0, maxAlternatives);
}

function once(
  text: string,
  syntax: VariableSyntax,
  syntaxes: readonly VariableSyntax[],
  scope: Scope,
  depth: number,
): readonly string[] {
  let results: readonly string[] = [''];
  let end = 0;
  for (const match of text.matchAll(syntax)) {
    const before = text.slice(end, match.index);
    end = match.index + match[0].length;
    const name = match.slice(1).find((group) => group !== undefined);
    const known = name === undefined || depth >= maxDepth ? undefined : scope(name);
    const values =
      known === undefined || known.length === 0
        ? [hole]
        : known.flatMap((value) => expandIn(value, syntaxes, scope, depth + 1));
    results = results
      .flatMap((result) => values.map((value) => result + before + value))
      .slice(0, maxAlternatives);
  }
  return results.map((result) => result + text.slice(end));
}

/** Looks into several scopes, the innermost first. */
export function scopes(...inner: readonly Scope[]): Scope {
  return (name) => {
    for (const scope of inner) {
      const values = scope(name);
      if (values !== undefined) return values;
    }
    return undefined;
  };
}

export function scopeOf(values: Readonly<Record<string, string | undefined>>): Scope {
  return (name) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined ? undefined : [value];
  };
}
