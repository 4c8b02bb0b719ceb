import * as l10n from '@vscode/l10n';
import { shortDigest } from '../image/digest.ts';
import type { CertificateSigner, Signer } from '../signature/report.ts';

/** OIDC issuers that people know by another name. */
const issuers: Readonly<Record<string, string>> = {
  'https://token.actions.githubusercontent.com': 'GitHub Actions',
  'https://gitlab.com': 'GitLab CI',
  'https://accounts.google.com': 'Google',
  'https://github.com/login/oauth': 'GitHub',
  'https://login.microsoftonline.com': 'Microsoft',
  'https://agent.buildkite.com': 'Buildkite',
  'https://oidc.circleci.com': 'CircleCI',
};

export function issuerName(issuer: string): string {
  return issuers[issuer] ?? issuer;
}

/** One sentence: who signed. Claimed or proved: `verified` of the report tells. */
export function describeSigner(signer: Signer): string {
  if (signer.type === 'certificate') return describeCertificate(signer);
  return signer.name === undefined
    ? l10n.t('Signed with the key {0}.', shortDigest(signer.fingerprint))
    : l10n.t('Signed with the key {0}.', signer.name);
}

function describeCertificate({ subject, issuer }: CertificateSigner): string {
  return l10n.t('Signed by {0} through {1}.', subject, issuerName(issuer));
}
