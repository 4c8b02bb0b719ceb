/** One step of a field path: a key, any key, or every item of a sequence. */
export type PathStep =
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'any' }
  | { readonly type: 'items' };

const TOKEN = /(\.)?(?:([^.[\]*"'\s@]+)|(\*)|\[(?:\*|\d+)?\]|\[(?:"([^"\]]+)"|'([^'\]]+)')\])/y;

const PLAIN_KEY = /^[^.[\]*"'\s@]+$/;

/**
 * Reads a field path such as `spec.steps[].image`, `spec.*.image` or `spec["example.com/image"]`. `[*]` and `[0]` are
 * taken for `[]`. Returns `undefined` for anything else.
 */
export function parseFieldPath(path: string): PathStep[] | undefined {
  const steps: PathStep[] = [];
  let at = path.startsWith('$.') ? 2 : path.startsWith('.') ? 1 : 0;
  if (at === path.length) return undefined;
  while (at < path.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(path);
    if (!match) return undefined;
    const [whole, dot, key, any, doubleQuoted, singleQuoted] = match;
    const bracket = whole.endsWith(']');
    // `a.b` needs its dot and `a.[b]` must not have one.
    if (steps.length > 0 ? bracket === (dot !== undefined) : dot !== undefined) return undefined;
    const name = key ?? doubleQuoted ?? singleQuoted;
    if (name !== undefined) steps.push({ type: 'key', key: name });
    else steps.push({ type: any === undefined ? 'items' : 'any' });
    at = TOKEN.lastIndex;
  }
  return steps;
}

/** Adds a step to the path of a place in a document, in the same notation: `spec.containers[0].image`. */
export function appendStep(path: string, step: string | number): string {
  if (typeof step === 'number') return `${path}[${step}]`;
  if (!PLAIN_KEY.test(step)) return `${path}[${JSON.stringify(step)}]`;
  return path === '' ? step : `${path}.${step}`;
}
