/** One challenge of a `WWW-Authenticate` header. Scheme and parameter names are lower case, values as sent. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const maxHeader = 16_384;
const token = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const gap = /[\s,]*/y;
const quoted = /"((?:[^"\\]|\\.)*)"/sy;
const parameterName = /([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*=[ \t]*/y;
const token68 = /[ \t]+[A-Za-z0-9._~+/-]+=*[ \t]*(?=,|$)/y;

/**
 * Reads `WWW-Authenticate` (RFC 9110, 11.6.1): several challenges in one header, quoted values that hold commas, names in
 * any case. What cannot be read ends the list; a header of absurd length gives none.
 */
export function parseChallenges(header: string): Challenge[] {
  const challenges: Challenge[] = [];
  if (header.length > maxHeader) return challenges;
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(header);
    if (match) at = pattern.lastIndex;
    return match;
  };

  for (take(gap); at < header.length; take(gap)) {
    const scheme = take(token);
    if (!scheme) break;
    const parameters: Record<string, string> = Object.create(null);
    challenges.push({ scheme: scheme[0].toLowerCase(), parameters });
    if (take(token68)) continue;
    for (;;) {
      const before = at;
      take(gap);
      const name = take(parameterName);
      if (!name) {
        at = before;
        break;
      }
      const value = take(quoted);
      const text = value ? (value[1] ?? '').replace(/\\(.)/gs, '$1') : take(token)?.[0];
      if (text === undefined) return challenges;
      parameters[(name[1] ?? '').toLowerCase()] ??= text;
    }
  }
  return challenges;
}
