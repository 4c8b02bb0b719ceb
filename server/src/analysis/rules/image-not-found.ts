import * as l10n from '@vscode/l10n';
import type { Rule } from './rule.ts';

/** The registry said definitely (404) that there is no such repository, tag or digest. */
export const imageNotFound: Rule = {
  id: 'image-not-found',
  check({ reference, evidence }) {
    if (reference.kind !== 'reference') return undefined;
    const lookup = reference.digest === undefined ? evidence.tag : evidence.image;
    if (lookup?.state !== 'not-found') return undefined;
    const { registry, repository } = reference;
    switch (lookup.what) {
      case 'repository':
        return {
          message: l10n.t('{0} has no repository "{1}". Check the spelling.', registry, repository),
          at: 'name',
        };
      case 'tag':
        return {
          message: l10n.t(
            '"{0}/{1}" has no tag "{2}". Check the tag, or whether the image was pushed.',
            registry,
            repository,
            reference.tag ?? 'latest',
          ),
          at: 'version',
        };
      case 'digest':
        return {
          message: l10n.t(
            '"{0}/{1}" holds no image with this digest. It may have been deleted, or belong to another repository.',
            registry,
            repository,
          ),
          at: 'version',
        };
    }
  },
};
