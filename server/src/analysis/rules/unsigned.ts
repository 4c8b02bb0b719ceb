import * as l10n from '@vscode/l10n';
import { shortDigest } from '../../image/digest.ts';
import type { ImageReference } from '../../image/reference.ts';
import type { Rule } from './rule.ts';

/** Every place where a signature can be was looked at, and none holds one. */
export const unsigned: Rule = {
  id: 'unsigned',
  check({ reference, evidence, verdict }) {
    if (verdict !== 'unsigned' || reference.kind !== 'reference' || evidence.image?.state !== 'found')
      return undefined;
    const message = l10n.t(
      '"{0}" is not signed: the registry holds no Cosign or Notary Project signature of it ({1}). Sign it, or use an image that is.',
      nameAndTag(reference),
      shortDigest(evidence.image.digest),
    );
    return { message, at: 'name' };
  },
};

/** The reference without its digest, which would push the point out of sight. */
function nameAndTag({ text, digestSpan }: ImageReference): string {
  return digestSpan === undefined ? text : text.slice(0, digestSpan.start - 1);
}
