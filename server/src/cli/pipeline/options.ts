import * as l10n from '@vscode/l10n';
import type { RepositoryName } from '../../image/names.ts';
import { parseImageReference } from '../../image/parse-reference.ts';
import type { SigningStepOptions } from '../../pipeline/signing-plan.ts';
import { UsageError } from '../exit-code.ts';
import type { ParsedArguments } from '../flags.ts';
import { textOf } from '../option-values.ts';

/** What the flags of `imageseal pipeline add-signing` ask for. */
export interface PipelineOptions {
  readonly file: string | undefined;
  readonly image: RepositoryName | undefined;
  readonly diff: boolean;
  readonly all: boolean;
  readonly step: SigningStepOptions;
}

/** @throws UsageError for what makes no sense. */
export function pipelineOptions({ flags, operands }: ParsedArguments): PipelineOptions {
  const [action, file, more] = operands;
  if (action !== 'add-signing')
    throw new UsageError(
      action === undefined
        ? l10n.t('Say what to do: imageseal pipeline add-signing.')
        : l10n.t('There is no "{0}" of pipelines; there is add-signing.', action),
    );
  if (more !== undefined) throw new UsageError(l10n.t('Name one file, or none: "{0}" is too many.', more));
  const key = textOf(flags, 'key');
  // It stands in scripts as it is given here.
  if (key !== undefined && !/^[\w.:/@%+=,~-]+$/.test(key))
    throw new UsageError(
      l10n.t(
        '--key may hold letters, digits and .:/@%+=,~- only: "{0}" would be read differently by a shell.',
        key,
      ),
    );
  const format = textOf(flags, 'format') as SigningStepOptions['format'];
  const tool = (textOf(flags, 'tool') ?? 'cosign') as SigningStepOptions['tool'];
  if (tool === 'notation' && format !== undefined)
    throw new UsageError(
      l10n.t('--format is about signatures of Cosign: leave it out with --tool notation.'),
    );
  return {
    file,
    image: imageOf(textOf(flags, 'image')),
    diff: flags.has('diff'),
    all: flags.has('all'),
    step: { tool, ...(format !== undefined && { format }), ...(key !== undefined && { key }) },
  };
}

function imageOf(text: string | undefined): RepositoryName | undefined {
  if (text === undefined) return undefined;
  const reference = parseImageReference(text);
  if (reference.kind === 'reference')
    return { registry: reference.registry, repository: reference.repository };
  throw new UsageError(
    reference.kind === 'invalid'
      ? l10n.t('--image: {0}', reference.message)
      : l10n.t('--image must be the name of an image, not the template "{0}".', text),
  );
}
