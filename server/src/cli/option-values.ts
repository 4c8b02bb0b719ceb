import * as l10n from '@vscode/l10n';
import { UsageError } from './exit-code.ts';
import type { ParsedArguments } from './flags.ts';

/** The value of a flag that takes one. */
export function textOf(flags: ParsedArguments['flags'], name: string): string | undefined {
  const value = flags.get(name);
  return typeof value === 'string' ? value : undefined;
}

/** `--concurrency`: requests at once to one registry. @throws UsageError */
export function concurrencyOf(text: string | undefined): number {
  if (text === undefined) return 16;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 64)
    throw new UsageError(l10n.t('--concurrency must be a whole number from 1 to 64, not "{0}".', text));
  return value;
}

/** Is an environment variable set to something that means yes? */
export function isSet(variable: string | undefined): boolean {
  return variable !== undefined && !['', '0', 'false', 'no', 'off'].includes(variable.toLowerCase());
}
