import type { CliContext, Output } from './context.ts';

const codes = {
  bold: 1,
  dim: 2,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  cyan: 36,
} as const;

export type Style = keyof typeof codes;

/** Puts text into one or more styles; the identity where colours are not wanted. */
export type Paint = (text: string, ...styles: readonly Style[]) => string;

export const plain: Paint = (text) => text;

const coloured: Paint = (text, ...styles) =>
  text === '' ? '' : `\u001b[${styles.map((style) => codes[style]).join(';')}m${text}\u001b[0m`;

/** `--color` or `--no-color`, else NO_COLOR, else FORCE_COLOR, else whether a terminal that has colours is at the other end. */
export function paintFor(flag: boolean | undefined, output: Output, env: CliContext['env']): Paint {
  return (flag ?? wantsColour(output, env)) ? coloured : plain;
}

function wantsColour(output: Output, env: CliContext['env']): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return output.isTerminal && env.TERM !== 'dumb';
}
