import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import { nearest } from '../configuration/suggest.ts';
import { UsageError } from './exit-code.ts';

/** One `--flag` of a command. The help page is made of these. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  /** Takes a value, shown by this word in the help. */
  readonly value?: string;
  /** The only values it takes. */
  readonly choices?: readonly string[];
  /** `--no-<name>` exists too. */
  readonly negatable?: true;
  /** Not shown in the help. */
  readonly hidden?: true;
  readonly describe: () => string;
}

export interface ParsedArguments {
  /** By flag name; `false` for `--no-<name>`. Of a flag given twice the last counts. */
  readonly flags: ReadonlyMap<string, string | boolean>;
  readonly operands: readonly string[];
}

export const helpFlag: Flag = {
  name: 'help',
  short: 'h',
  describe: () => l10n.t('Show this help'),
};

/** @throws UsageError with one sentence about the first argument that is wrong. */
export function parseArguments(args: readonly string[], flags: readonly Flag[]): ParsedArguments {
  const byName = new Map(flags.map((flag) => [flag.name, flag]));
  const options = Object.fromEntries(
    flags.map((flag) => [
      flag.name,
      {
        type: flag.value === undefined ? ('boolean' as const) : ('string' as const),
        ...(flag.short !== undefined && { short: flag.short }),
      },
    ]),
  );
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    tokens: true,
  });
  const values = new Map<string, string | boolean>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const flag = byName.get(token.name);
    const negated = token.name.startsWith('no-') ? byName.get(token.name.slice(3)) : undefined;
    if (negated?.negatable && token.value === undefined) values.set(negated.name, false);
    else if (flag) values.set(flag.name, readValue(flag, token));
    else throw new UsageError(unknownFlag(token.rawName, flags));
  }
  return { flags: values, operands };
}

function readValue(
  flag: Flag,
  token: { value: string | undefined; inlineValue?: boolean | undefined },
): string | true {
  const name = `--${flag.name}`;
  if (flag.value === undefined) {
    if (token.value !== undefined) throw new UsageError(l10n.t('{0} takes no value.', name));
    return true;
  }
  // `--format --offline`: the value was forgotten. A single dash stands for standard input.
  const missing = token.value === undefined || (!token.inlineValue && /^-./.test(token.value));
  if (missing || token.value === undefined)
    throw new UsageError(l10n.t('{0} needs a value: {0} {1}.', name, flag.value));
  if (flag.choices && !flag.choices.includes(token.value)) {
    const all = flag.choices.join(', ');
    const suggestion = nearest(token.value, flag.choices);
    throw new UsageError(
      suggestion === undefined
        ? l10n.t('{0} must be one of {1}, not "{2}".', name, all, token.value)
        : l10n.t('{0} must be one of {1}; did you mean "{2}"?', name, all, suggestion),
    );
  }
  return token.value;
}

function unknownFlag(written: string, flags: readonly Flag[]): string {
  const names = flags.flatMap((flag) => (flag.negatable ? [flag.name, `no-${flag.name}`] : [flag.name]));
  const suggestion = written.startsWith('--') ? nearest(written.slice(2), names) : undefined;
  return suggestion === undefined
    ? l10n.t('There is no flag {0} here.', written)
    : l10n.t('There is no flag {0}; did you mean --{1}?', written, suggestion);
}
