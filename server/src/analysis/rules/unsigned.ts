import * as l10n from '@vscode/l10n';
import { shortDigest } from '../../image/digest.ts';
import { nameAndTag } from '../name-and-tag.ts';
import type { Rule } from './rule.ts';

/** Every place where a signature can be was looked at, and none holds one. */
export const unsigned: Rule = {
  id: 'unsigned',
  check({ reference, evidence, verdict }) {
    if (verdict !== 'unsigned' || reference.kind !== 'reference' || evidence.image?.state !== 'found')
      return undefined;
    const { index } = evidence;
    if (index) {
      const message = l10n.t(
        '"{0}" is not signed: only one platform is pinned ({1}), and signatures are looked for on the index {2} that its tag names. Pin the index.',
        nameAndTag(reference),
        shortDigest(evidence.image.digest),
        shortDigest(index.digest),
      );
      return { message, at: 'name' };
    }
    const message = l10n.t(
      '"{0}" is not signed: the registry holds no Cosign or Notary Project signature of it ({1}). Sign it, or use an image that is.',
      nameAndTag(reference),
      shortDigest(evidence.image.digest),
    );
    return { message, at: 'name' };
  },
};
