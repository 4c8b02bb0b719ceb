import * as l10n from '@vscode/l10n';
import type { Rule } from './rule.ts';

/** No digest, and the tag is `latest` or missing, which means `latest`. */
export const latestTag: Rule = {
  id: 'latest-tag',
  check({ reference, field }) {
    if (reference.kind !== 'reference' || reference.digest !== undefined || field.versionElsewhere)
      return undefined;
    if (reference.tag === undefined) {
      const message = l10n.t(
        '"{0}" has no tag, so the cluster pulls "latest", whatever that is at the time. Name a version and pin it to its digest.',
        reference.text,
      );
      return { message, at: 'version' };
    }
    if (reference.tag !== 'latest') return undefined;
    const message = l10n.t(
      '"{0}" uses the tag "latest", which names another image after every release. Name a version and pin it to its digest.',
      reference.text,
    );
    return { message, at: 'version' };
  },
};
