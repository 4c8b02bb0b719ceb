import * as l10n from '@vscode/l10n';
import { deciding, hasExpired, whyNot } from '../deciding-signature.ts';
import { nameAndTag } from '../name-and-tag.ts';
import type { Rule } from './rule.ts';

/** A signature of the image is provably broken, and none holds. */
export const invalidSignature: Rule = {
  id: 'invalid-signature',
  check({ reference, evidence, verdict }) {
    if (verdict !== 'invalid' || reference.kind !== 'reference') return undefined;
    const report = deciding(evidence, 'invalid');
    const name = nameAndTag(reference);
    const message = hasExpired(report)
      ? l10n.t(
          '"{0}" has a signature that holds no more: {1} Use an image that was signed again.',
          name,
          whyNot(report),
        )
      : l10n.t(
          '"{0}" has a broken signature: {1} Do not use it before its publisher has explained that.',
          name,
          whyNot(report),
        );
    return { message, at: 'name' };
  },
};
