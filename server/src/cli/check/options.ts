import * as l10n from '@vscode/l10n';
import type { Severity } from '../../configuration/rule-ids.ts';
import type { CliContext } from '../context.ts';
import { UsageError } from '../exit-code.ts';
import type { ParsedArguments } from '../flags.ts';
import type { formats } from '../formats/names.ts';
import { concurrencyOf, isSet, textOf } from '../option-values.ts';

/** What the flags of `imageseal check` ask for. */
export interface CheckOptions {
  /** As given; `-` is standard input. */
  readonly paths: readonly string[];
  readonly format: (typeof formats)[number];
  readonly severity: Exclude<Severity, 'off'>;
  readonly failOnUnknown: boolean;
  readonly offline: boolean;
  /** What to do with pins: nothing, write them into the files, or show them. */
  readonly pins: 'report' | 'write' | 'diff';
  readonly configFile: string | undefined;
  readonly stdinName: string | undefined;
  readonly concurrency: number;
  /** Whether what earlier runs learnt counts. */
  readonly cache: boolean;
  readonly colour: boolean | undefined;
}

/** @throws UsageError for flags that do not go together. */
export function checkOptions({ flags, operands }: ParsedArguments, env: CliContext['env']): CheckOptions {
  const text = (name: string): string | undefined => textOf(flags, name);
  const paths = operands.length === 0 ? ['.'] : operands;
  const offline = flags.has('offline') || isSet(env.IMAGESEAL_OFFLINE);
  const fix = flags.has('fix');
  const diff = flags.has('diff');
  const format = (text('format') ?? 'text') as CheckOptions['format'];
  const colour = flags.get('color');
  if (fix && diff) throw new UsageError(l10n.t('--diff shows what --fix would do: give one of them.'));
  if ((fix || diff) && offline)
    throw new UsageError(
      l10n.t('{0} needs the registries, and --offline forbids them.', fix ? '--fix' : '--diff'),
    );
  if (diff && flags.has('format')) throw new UsageError(l10n.t('--diff prints a diff: leave --format out.'));
  if (paths.includes('-') && paths.length > 1)
    throw new UsageError(l10n.t('Standard input (-) is checked alone, without other paths.'));
  if (flags.has('stdin-filename') && paths[0] !== '-')
    throw new UsageError(l10n.t('--stdin-filename names standard input: give - as the path.'));
  return {
    paths,
    format,
    severity: (text('severity') ?? 'warning') as CheckOptions['severity'],
    failOnUnknown: flags.has('fail-on-unknown'),
    offline,
    pins: fix ? 'write' : diff ? 'diff' : 'report',
    configFile: text('config'),
    stdinName: text('stdin-filename'),
    concurrency: concurrencyOf(text('concurrency')),
    cache: flags.get('cache') !== false,
    colour: typeof colour === 'boolean' ? colour : undefined,
  };
}
