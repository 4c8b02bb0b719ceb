import * as l10n from '@vscode/l10n';
import { deciding, failedCheck, whyNot } from '../deciding-signature.ts';
import { nameAndTag } from '../name-and-tag.ts';
import type { Rule } from './rule.ts';

/** The image is signed, and by nobody whom the workspace trusts. */
export const untrustedSigner: Rule = {
  id: 'untrusted-signer',
  check({ reference, evidence, verdict }) {
    if (verdict !== 'untrusted' || reference.kind !== 'reference') return undefined;
    const report = deciding(evidence, 'untrusted');
    const name = nameAndTag(reference);
    const failed = failedCheck(report)?.name;
    // A certificate that was revoked, or a timestamp of a stranger, is no matter of trusting one more signer.
    const message =
      report?.notation && (failed === 'revocation' || failed === 'time')
        ? l10n.t(
            '"{0}" is signed, but not so that this workspace trusts it: {1} Use another image.',
            name,
            whyNot(report),
          )
        : l10n.t(
            '"{0}" is signed, but not by anybody this workspace trusts: {1} Use another image, or trust this signer.',
            name,
            whyNot(report),
          );
    return { message, at: 'name' };
  },
};
