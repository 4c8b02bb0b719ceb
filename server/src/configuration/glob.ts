import type { Configuration, ImageOverride } from './configuration.ts';
import type { RuleId, Severity } from './rule-ids.ts';

/** A glob over image names, compiled: `*` and `?` stop at `/`, `**` does not, everything else is itself. */
export interface Glob {
  /** Length of the text before the first wildcard; the longer, the more specific. */
  readonly literalPrefix: number;
  /** `name` is a canonical name without tag and digest, such as `docker.io/library/nginx`. */
  matches(name: string): boolean;
}

const hubAlias = 'index.docker.io';

type Token = 'one' | 'star' | 'globstar' | string;

/**
 * Compiles `pattern`. Matching takes at most (length of pattern) × (length of name) steps, whatever the pattern.
 * Docker Hub may be spelled `docker.io` or `index.docker.io`, in the pattern and in the name.
 */
export function compileGlob(pattern: string): Glob {
  const source = canonicalHub(pattern);
  const wildcard = source.search(/[*?]/);
  const literalPrefix = wildcard < 0 ? source.length : wildcard;
  if (wildcard < 0) return { literalPrefix, matches: (name) => canonicalHub(name) === source };

  const prefix = source.slice(0, wildcard);
  const tokens = tokensOf(source.slice(wildcard));
  return {
    literalPrefix,
    matches(name) {
      const canonical = canonicalHub(name);
      return canonical.startsWith(prefix) && run(tokens, canonical, prefix.length);
    },
  };
}

/** `index.docker.io/library/nginx` → `docker.io/library/nginx`. */
export function canonicalHub(name: string): string {
  return name === hubAlias || name.startsWith(`${hubAlias}/`) ? name.slice('index.'.length) : name;
}

function tokensOf(pattern: string): Token[] {
  return Array.from(pattern.matchAll(/\*+|[^*]/g), ([text]) => {
    if (text === '?') return 'one';
    if (text === '*') return 'star';
    return text.startsWith('**') ? 'globstar' : text;
  });
}

/** Simulates the pattern as a non-deterministic automaton: `states[i]` says that the first `i` tokens can be done. */
function run(tokens: readonly Token[], name: string, from: number): boolean {
  const count = tokens.length;
  let states = new Uint8Array(count + 1);
  let next = new Uint8Array(count + 1);
  states[0] = 1;
  skipEmptyStars(tokens, states);
  for (let at = from; at < name.length; at++) {
    const character = name[at];
    next.fill(0);
    let alive = false;
    for (let state = 0; state < count; state++) {
      if (!states[state]) continue;
      const token = tokens[state];
      if (token === 'globstar' || (token === 'star' && character !== '/')) next[state] = 1;
      else if (token === character || (token === 'one' && character !== '/')) next[state + 1] = 1;
      else continue;
      alive = true;
    }
    if (!alive) return false;
    skipEmptyStars(tokens, next);
    [states, next] = [next, states];
  }
  return states[count] === 1;
}

function skipEmptyStars(tokens: readonly Token[], states: Uint8Array): void {
  for (let state = 0; state < tokens.length; state++) {
    if (states[state] && (tokens[state] === 'star' || tokens[state] === 'globstar')) states[state + 1] = 1;
  }
}

interface Compiled {
  /** The most specific first; of equals in the order written. */
  readonly overrides: readonly { readonly glob: Glob; readonly rules: ImageOverride['rules'] }[];
  readonly byImage: Map<string, readonly ImageOverride['rules'][]>;
}

const maxRemembered = 5_000;
const compiled = new WeakMap<Configuration, Compiled>();

/**
 * How loud `rule` is for an image. `imageName` is canonical, without tag and digest (`docker.io/library/nginx`);
 * leave it out where a finding is about no image. Of the `images` entries that match and name the rule the one with
 * the longest literal prefix decides, of equals the first.
 */
export function severityFor(configuration: Configuration, rule: RuleId, imageName?: string): Severity {
  if (imageName !== undefined && configuration.images.length > 0) {
    for (const rules of overridesOf(configuration, imageName)) {
      const severity = rules[rule];
      if (severity !== undefined) return severity;
    }
  }
  return configuration.rules[rule];
}

function overridesOf(configuration: Configuration, imageName: string): readonly ImageOverride['rules'][] {
  let entry = compiled.get(configuration);
  if (!entry) {
    const overrides = configuration.images
      .map(({ match, rules }) => ({ glob: compileGlob(match), rules }))
      .sort((a, b) => b.glob.literalPrefix - a.glob.literalPrefix);
    entry = { overrides, byImage: new Map() };
    compiled.set(configuration, entry);
  }
  let matching = entry.byImage.get(imageName);
  if (!matching) {
    matching = entry.overrides.filter(({ glob }) => glob.matches(imageName)).map(({ rules }) => rules);
    if (entry.byImage.size >= maxRemembered) entry.byImage.clear();
    entry.byImage.set(imageName, matching);
  }
  return matching;
}
