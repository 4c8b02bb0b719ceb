import * as l10n from '@vscode/l10n';
import { shortDigest } from '../image/digest.ts';
import type { KeySigner, SignatureReport, Signer } from '../signature/report.ts';
import { day } from './day.ts';

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
  if (signer.type === 'key') return l10n.t('Signed with the key {0}.', keyName(signer));
  if (signer.type === 'x509') return l10n.t('Signed by {0}.', signer.subject);
  return l10n.t('Signed by {0} through {1}.', signer.subject, issuerName(signer.issuer));
}

/** The same, and when, where that is proved: for signatures that hold. */
export function describeSigned(signer: Signer, time: SignatureReport['time']): string {
  if (!time) return describeSigner(signer);
  const on = day(time.at);
  const logged = time.source === 'log';
  if (signer.type === 'key') {
    const key = keyName(signer);
    return logged
      ? l10n.t('Signed with the key {0}, logged {1}.', key, on)
      : l10n.t('Signed with the key {0}, timestamped {1}.', key, on);
  }
  const { subject } = signer;
  if (signer.type === 'x509') return l10n.t('Signed by {0}, timestamped {1}.', subject, on);
  const issuer = issuerName(signer.issuer);
  return logged
    ? l10n.t('Signed by {0} through {1}, logged {2}.', subject, issuer, on)
    : l10n.t('Signed by {0} through {1}, timestamped {2}.', subject, issuer, on);
}

/** A signer where there is little room: `acme/app (GitHub Actions)`, `dev@acme.example (Google)`, a certificate's CN, a key's file. */
export function shortSigner(signer: Signer): string {
  if (signer.type === 'key') return keyName(signer);
  if (signer.type === 'x509') return commonName(signer.subject) ?? signer.subject;
  const { subject, sourceRepository, issuer } = signer;
  const known = issuers[issuer];
  // What an issuer nobody knows says of repositories is shown as it stands.
  if (known === undefined) return subject;
  return `${sourceRepository?.replace(/^https:\/\/(?:github|gitlab)\.com\//, '') ?? subject} (${known})`;
}

function keyName({ name, fingerprint }: KeySigner): string {
  return name ?? shortDigest(fingerprint);
}

/** CN of a name as RFC 4514 writes it, without its backslashes; what is written in hexadecimal stays so. */
export function commonName(subject: string): string | undefined {
  const [, written] = /(?:^|[,+])CN=((?:[^\\,+]|\\.)+)/.exec(subject) ?? [];
  return written?.replace(/\\([ "#+,;<=>\\])/g, '$1');
}
