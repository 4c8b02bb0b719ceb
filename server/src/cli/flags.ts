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
  /** Every value counts, not only the last; only for flags that take one. */
  readonly repeatable?: true;
  /** Not shown in the help. */
  readonly hidden?: true;
  readonly describe: () => string;
}

export interface ParsedArguments {
  /** By flag name; `false` for `--no-<name>`. Of a flag given twice the last counts. */
  readonly flags: ReadonlyMap<string, string | boolean>;
  /** Every value of the repeatable flags, across all of them in the order given. */
  readonly repeated: readonly RepeatedValue[];
  readonly operands: readonly string[];
}

export interface RepeatedValue {
  readonly name: string;
  readonly value: string;
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
  const repeated: RepeatedValue[] = [];
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const flag = byName.get(token.name);
    const negated = token.name.startsWith('no-') ? byName.get(token.name.slice(3)) : undefined;
    if (negated?.negatable && token.value === undefined) values.set(negated.name, false);
    else if (!flag) throw new UsageError(unknownFlag(token.rawName, flags));
    else if (flag.value === undefined) readSwitch(flag, token, values);
    else {
      const value = readValue(flag, flag.value, token);
      values.set(flag.name, value);
      if (flag.repeatable) repeated.push({ name: flag.name, value });
    }
  }
  return { flags: values, repeated, operands };
}

interface Token {
  /** As written: `--output`, `-o`. */
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

/** `--offline`, and `--offline=true` as other tools of the field write it. What is false is as if it were not there. */
function readSwitch(flag: Flag, { value }: Token, values: Map<string, string | boolean>): void {
  if (value === undefined || value === 'true') values.set(flag.name, true);
  else if (value !== 'false') throw new UsageError(l10n.t('{0} takes no value.', `--${flag.name}`));
  else if (flag.negatable) values.set(flag.name, false);
  else values.delete(flag.name);
}

function readValue(flag: Flag, form: string, { rawName, value, inlineValue }: Token): string {
  const name = `--${flag.name}`;
  // `-o=json`
  const given = inlineValue && !rawName.startsWith('--') ? value?.replace(/^=/, '') : value;
  // `--format --offline`, `--config "$UNSET"`: the value was forgotten. A single dash stands for standard input.
  if (given === undefined || given === '' || (!inlineValue && /^-./.test(given)))
    throw new UsageError(l10n.t('{0} needs a value: {0} {1}.', name, form));
  if (flag.choices && !flag.choices.includes(given)) {
    const all = flag.choices.join(', ');
    const suggestion = nearest(given, flag.choices);
    throw new UsageError(
      suggestion === undefined
        ? l10n.t('{0} must be one of {1}, not "{2}".', name, all, given)
        : l10n.t('{0} must be one of {1}; did you mean "{2}"?', name, all, suggestion),
    );
  }
  return given;
}

function unknownFlag(written: string, flags: readonly Flag[]): string {
  const names = flags.flatMap((flag) => (flag.negatable ? [flag.name, `no-${flag.name}`] : [flag.name]));
  const suggestion = written.startsWith('--') ? nearest(written.slice(2), names) : undefined;
  return suggestion === undefined
    ? l10n.t('There is no flag {0} here.', written)
    : l10n.t('There is no flag {0}; did you mean --{1}?', written, suggestion);
}
