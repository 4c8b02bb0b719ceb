import * as l10n from '@vscode/l10n';
import type { CliContext } from '../context.ts';
import { UsageError } from '../exit-code.ts';
import type { ParsedArguments } from '../flags.ts';
import { concurrencyOf, isSet, textOf } from '../option-values.ts';
import type { outputs } from './outputs.ts';
import { type TrustFlags, trustFlags } from './trust-flags.ts';

/** What the flags of `imageseal verify` ask for. */
export interface VerifyOptions {
  /** As given. */
  readonly images: readonly string[];
  /** Whom the flags trust; `undefined` when they do not say, and the workspace's own rules hold. */
  readonly trust: TrustFlags | undefined;
  readonly offline: boolean;
  readonly output: (typeof outputs)[number];
  readonly configFile: string | undefined;
  readonly concurrency: number;
  readonly colour: boolean | undefined;
}

/** @throws UsageError for flags that do not go together. */
export function verifyOptions(args: ParsedArguments, env: CliContext['env']): VerifyOptions {
  const { flags, operands } = args;
  if (operands.length === 0)
    throw new UsageError(l10n.t('Name at least one image: imageseal verify registry.example.com/app:1.0.'));
  const colour = flags.get('color');
  return {
    images: operands,
    trust: trustFlags(args),
    offline: flags.has('offline') || isSet(env.IMAGESEAL_OFFLINE),
    output: (textOf(flags, 'output') ?? 'text') as VerifyOptions['output'],
    configFile: textOf(flags, 'config'),
    concurrency: concurrencyOf(textOf(flags, 'concurrency')),
    colour: typeof colour === 'boolean' ? colour : undefined,
  };
}
