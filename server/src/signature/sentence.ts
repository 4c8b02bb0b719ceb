/** What a check ended with, made of what belongs into it. */
export type Sentence = (...args: readonly string[]) => string;

/** `2026-05-03 10:00:07 UTC`, of a time as JSON has it. */
export function utc(at = ''): string {
  return at.replace(/^([\d-]+)T([\d:]+)(?:\.\d+)?Z$/, '$1 $2 UTC');
}
