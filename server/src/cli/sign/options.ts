import * as l10n from '@vscode/l10n';
import type { CliContext } from '../context.ts';
import { UsageError } from '../exit-code.ts';
import type { ParsedArguments } from '../flags.ts';
import { isSet, textOf } from '../option-values.ts';
import type { CommonOptions } from './common-options.ts';
import { type CosignOptions, cosignOptions } from './cosign-options.ts';
import { type NotationOptions, notationOptions } from './notation-options.ts';

/** What the flags of `imageseal sign` and `imageseal attest` ask for. */
export type SignOptions = CosignOptions | NotationOptions;

/** @throws UsageError for flags that do not go together. */
export function signOptions(args: ParsedArguments, env: CliContext['env'], attesting: boolean): SignOptions {
  const { flags, operands } = args;
  const command = attesting ? 'attest' : 'sign';
  if (operands.length === 0)
    throw new UsageError(
      l10n.t('Name at least one image: imageseal {0} registry.example.com/app:1.0.', command),
    );
  const colour = flags.get('color');
  const common: CommonOptions = {
    images: operands,
    recursive: flags.has('recursive'),
    yes: flags.has('yes'),
    output: (textOf(flags, 'output') ?? 'text') as CommonOptions['output'],
    configFile: textOf(flags, 'config'),
    colour: typeof colour === 'boolean' ? colour : undefined,
    offline: isSet(env.IMAGESEAL_OFFLINE),
  };
  return flags.has('notation') ? notationOptions(args, common) : cosignOptions(args, common, attesting);
}
