import * as l10n from '@vscode/l10n';
import { deciding, whyNot } from '../deciding-signature.ts';
import { nameAndTag } from '../name-and-tag.ts';
import type { Rule } from './rule.ts';

/** The image has a signature, and there is nothing here to check it with. */
export const unverifiedSignature: Rule = {
  id: 'unverified-signature',
  check({ reference, evidence, verdict }) {
    if (verdict !== 'unverified' || reference.kind !== 'reference') return undefined;
    const message = l10n.t(
      '"{0}" has a signature that cannot be verified here: {1} Say whom to trust under "trust" in .imageseal.yaml.',
      nameAndTag(reference),
      whyNot(deciding(evidence, 'unverified')),
    );
    return { message, at: 'name' };
  },
};
