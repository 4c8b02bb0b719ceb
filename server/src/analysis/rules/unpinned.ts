import * as l10n from '@vscode/l10n';
import { latestTag } from './latest-tag.ts';
import type { Rule } from './rule.ts';

/** A tag without a digest. `latest-tag` stands in for it where that rule is on and has something to say. */
export const unpinned: Rule = {
  id: 'unpinned',
  check(image, severityOf) {
    const { reference, field } = image;
    if (reference.kind !== 'reference' || reference.digest !== undefined || field.versionElsewhere)
      return undefined;
    if (severityOf('latest-tag') !== 'off' && latestTag.check(image, severityOf)) return undefined;
    const message = l10n.t(
      '"{0}" is not pinned: its tag can be moved to another image. Pin it to its digest.',
      reference.text,
    );
    return { message, at: 'version' };
  },
};
