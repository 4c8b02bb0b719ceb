/** A seeded generator (mulberry32), so that a failing case can be run again. */
export function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** Fragments that change what a YAML text means: where they land decides whether it stays whole. */
const fragments = [
  ' ',
  '  ',
  '\n',
  '\n  ',
  '#',
  ' # c',
  '- ',
  '-',
  ':',
  ': ',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ',',
  '|',
  '>',
  '|\n',
  '>-\n',
  '&a ',
  '*a',
  '!t ',
  '?',
  '? ',
  '\r\n',
  '\\',
  '%',
  '@',
  '`',
  '...',
  '---',
  'a',
  'x: y',
  '\t',
  '"a": b',
  '- - c',
  '\n\n',
  '~',
  "''",
  '<<: *a',
  'é',
  '🚢',
  '{{ .x }}',
  '[a, b]',
  '{k: v}',
  '\uFEFF',
  '0',
  'null',
];

/** Damages a text in one to three places: inserts, deletes or overwrites. */
export function damage(text: string, next: (below: number) => number): string {
  let result = text;
  for (let times = 1 + next(3); times > 0; times--) {
    const at = next(result.length + 1);
    const fragment = fragments[next(fragments.length)] as string;
    const what = next(3);
    if (what === 0) result = result.slice(0, at) + fragment + result.slice(at);
    else if (what === 1) result = result.slice(0, at) + result.slice(at + 1 + next(4));
    else result = result.slice(0, at) + fragment + result.slice(at + 1);
  }
  return result;
}
