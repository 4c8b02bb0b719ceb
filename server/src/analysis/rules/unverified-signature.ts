import * as l10n from '@vscode/l10n';
import { deciding, failedCheck, whyNot } from '../deciding-signature.ts';
import { nameAndTag } from '../name-and-tag.ts';
import type { Rule } from './rule.ts';

/** The image has a signature, and there is nothing here to check it with. */
export const unverifiedSignature: Rule = {
  id: 'unverified-signature',
  check({ reference, evidence, verdict }) {
    if (verdict !== 'unverified' || reference.kind !== 'reference') return undefined;
    const report = deciding(evidence, 'unverified');
    const name = nameAndTag(reference);
    // Of those of the Notary Project each reason says what to do about it.
    const message =
      report?.notation || failedCheck(report)?.detail.id === 'signer-notation-only'
        ? l10n.t('"{0}" has a signature that cannot be verified here: {1}', name, whyNot(report))
        : l10n.t(
            '"{0}" has a signature that cannot be verified here: {1} Say whom to trust under "trust" in .imageseal.yaml.',
            name,
            whyNot(report),
          );
    return { message, at: 'name' };
  },
};
