/** A placeholder syntax and how people call what fills it in. The first pattern that matches names the reference. */
interface Syntax {
  readonly by: string;
  readonly pattern: RegExp;
}

/**
 * None of these texts is a valid reference, so nothing real is hidden by calling them templated. Every pattern is
 * linear: one literal, then a character class that cannot contain its own end.
 */
const syntaxes: readonly Syntax[] = [
  { by: 'ko', pattern: /^ko:\/\// },
  { by: 'GitHub Actions', pattern: /\$\{\{/ },
  {
    by: 'Helm',
    pattern: /\{\{-?\s*(?:\$?\.(?:Values|Chart|Release|Capabilities|Template|Files)\b|include\b|tpl\b)/,
  },
  { by: 'Argo', pattern: /\{\{=?\s*(?:inputs|outputs|workflow|steps|tasks|item|pod|args|retries)\b/ },
  { by: 'Jinja', pattern: /\{%|\{\{-?\s*[A-Za-z_]\w*\s*(?:\||\.|-?\}\})/ },
  { by: 'Go template', pattern: /\{\{/ },
  {
    by: 'Tekton',
    pattern: /\$\((?:params|inputs|outputs|context|tasks|steps|results|workspaces|resources|finally|tt)\b/,
  },
  { by: '$(…)', pattern: /\$\(/ },
  { by: 'envsubst', pattern: /\$(?:\{|[A-Za-z_])/ },
  { by: '#{…}#', pattern: /#\{/ },
  { by: '{…}', pattern: /\{[^{}]*\}/ },
  { by: '((…))', pattern: /\(\(/ },
  { by: '[[…]]', pattern: /\[\[/ },
  { by: '<…>', pattern: /<[^<>]*>/ },
  { by: '@…@', pattern: /@@?[A-Za-z_][\w.-]*@/ },
  { by: '%…%', pattern: /%[A-Za-z_(]/ },
  { by: '__…__', pattern: /(?:^|\/)__[A-Z0-9_]+__(?=$|[/:@.-])/ },
];

const triggers = /[{$<%#([]|@[^@]*@|__/;

/**
 * Which template language fills this text in, by its usual name, or `undefined` when it is meant literally. A tag may
 * legally look like `__TAG__`, so that form counts in names only.
 */
export function templateLanguage(text: string): string | undefined {
  if (text.startsWith('ko://')) return 'ko';
  if (!triggers.test(text)) return undefined;
  for (const { by, pattern } of syntaxes) if (pattern.test(text)) return by;
  return undefined;
}
