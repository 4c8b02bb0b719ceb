import * as l10n from '@vscode/l10n';
import { shortDigest } from '../../image/digest.ts';
import type { Rule } from './rule.ts';

/** The pinned digest is no longer what the tag names. */
export const tagMoved: Rule = {
  id: 'tag-moved',
  check({ reference, evidence }) {
    if (reference.kind !== 'reference' || reference.digest === undefined || reference.tag === undefined)
      return undefined;
    if (evidence.tag?.state !== 'resolved' || evidence.tag.digest === reference.digest) return undefined;
    // One platform of what the tag names: it has not moved.
    if (evidence.index) return undefined;
    const message = l10n.t(
      'The tag "{0}" now names {1}, not the pinned {2}. Update the pin, or keep it if the older image is meant.',
      reference.tag,
      shortDigest(evidence.tag.digest),
      shortDigest(reference.digest),
    );
    return { message, at: 'version' };
  },
};
