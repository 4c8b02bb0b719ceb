import * as l10n from '@vscode/l10n';
import type { SignatureReport } from '../../signature/report.ts';
import type { Question } from './question.ts';

/** What to do about a signature of the Notary Project that is not trusted, where its checks do not say it. */
export function notationHints({ checks, signer }: SignatureReport, { byFlags }: Question): string[] {
  const failed = checks.filter(({ ok }) => !ok);
  const [first] = failed;
  if (first === undefined) return [];
  switch (first.detail.id) {
    case 'notation-no-policy':
      return [l10n.t('Or give them with --trust-policy FILE --trust-store DIR.')];
    case 'notation-not-in-rule':
      return byFlags ? [l10n.t('Give it with --trust-policy FILE --trust-store DIR.')] : [];
    case 'notation-chain-stranger':
      if (signer?.type !== 'x509') return [];
      return [
        l10n.t(
          'If you trust {0}, get its root certificate from its owner and put it into that trust store: its fingerprint is {1}.',
          signer.root,
          signer.rootFingerprint,
        ),
      ];
    case 'signer-stranger':
      if (signer?.type !== 'x509') return [];
      return [
        l10n.t('If you trust it, add "x509.subject: {0}" to the trustedIdentities there.', signer.subject),
      ];
    default:
      return [];
  }
}

/** Whether somebody would have to be asked, who may not be, whether certificates were revoked. */
export function hangsOnRevocation({ verdict, checks }: SignatureReport): boolean {
  return (
    verdict === 'unverified' && checks.some(({ ok, detail }) => !ok && detail.id === 'revocation-unreachable')
  );
}
