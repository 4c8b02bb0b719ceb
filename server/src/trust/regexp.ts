import { RE2JS } from 're2js';

const maxLength = 2_000;
const maxRemembered = 200;
const compiled = new Map<string, RE2JS | Error>();

/**
 * Whether `text` holds a match of a regular expression in Go's dialect (RE2), anywhere, as cosign looks. Takes time linear
 * in the text, whatever the pattern. False for what is no expression.
 */
export function findsMatch(pattern: string, text: string): boolean {
  const expression = compile(pattern);
  return !(expression instanceof Error) && expression.matcher(text).find();
}

/** What is wrong with a pattern, in the words of RE2; `undefined` when nothing is. */
export function problemOfPattern(pattern: string): string | undefined {
  const expression = compile(pattern);
  return expression instanceof Error ? expression.message : undefined;
}

function compile(pattern: string): RE2JS | Error {
  let expression = compiled.get(pattern);
  if (!expression) {
    try {
      if (pattern.length > maxLength) throw new Error(`longer than ${maxLength} characters`);
      expression = RE2JS.compile(pattern);
    } catch (error) {
      expression = error instanceof Error ? error : new Error(String(error));
    }
    if (compiled.size >= maxRemembered) compiled.clear();
    compiled.set(pattern, expression);
  }
  return expression;
}
