import { canonicalName, type RepositoryName } from '../image/names.ts';
import { parseImageReference } from '../image/parse-reference.ts';
import { hole, withoutTag } from './image-name.ts';
import type { CiFile, SigningStepOptions } from './signing-plan.ts';
import { systemOf } from './systems.ts';

/** The images that CI files push, as far as their names can be known, each once. */
export function builtImages(
  files: readonly CiFile[],
  options: SigningStepOptions,
): readonly RepositoryName[] {
  const found = new Map<string, RepositoryName>();
  const record = (text: string): undefined => {
    const name = withoutTag(text.trim());
    if (name.includes(hole)) return;
    const reference = parseImageReference(name);
    if (reference.kind !== 'reference') return;
    const { registry, repository } = reference;
    found.set(canonicalName(reference), { registry, repository });
  };
  const image = { registry: '', repository: '' };
  for (const file of files) {
    // Nothing matches, so every name is looked at and nothing else is done.
    systemOf(file.path, file.text)?.builds(file, { image, match: record, files, options });
  }
  return [...found.values()];
}
