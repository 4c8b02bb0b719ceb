import * as l10n from '@vscode/l10n';
import type { SignatureReport, Signer } from '../../signature/report.ts';
import { notationHints } from './notation-hints.ts';
import type { Question } from './question.ts';

/** What to do about a signature that verifies and that nobody has said they trust. */
export function trustHint({ signer }: SignatureReport): string {
  return l10n.t(
    'Nobody has said that they trust this signer: give {0}, or a rule under "trust" in .imageseal.yaml.',
    flagsFor(signer),
  );
}

/** The flags that would name this signer and nobody else, or the files that would. */
export function flagsFor(signer: Signer | undefined): string {
  if (signer?.type === 'x509') return '--trust-policy FILE --trust-store DIR';
  if (signer?.type !== 'certificate') return '--key FILE';
  return `--certificate-identity ${quoted(signer.subject)} --certificate-oidc-issuer ${quoted(signer.issuer)}`;
}

/** For a POSIX shell. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Flags that would change the answer, where what they leave out or add is all that is missing. */
export function hintsFor(report: SignatureReport, question: Question): string[] {
  if (report.record.layout === 'notation') return notationHints(report, question);
  const { policy, byFlags } = question;
  const failed = report.checks.filter(({ ok }) => !ok);
  const only = (...names: readonly string[]) => failed.every(({ name }) => names.includes(name));
  const isMissing = (...ids: readonly string[]) => failed.some(({ detail }) => ids.includes(detail.id));
  if (policy.rule === undefined && isMissing('key-none'))
    return [l10n.t('Give its public key with --key FILE, or a rule under "trust" in .imageseal.yaml.')];
  if (!byFlags) return [];
  if (isMissing('signer-notation-only'))
    return [l10n.t('To trust its signer, give {0}.', flagsFor(report.signer))];
  if (isMissing('key-none')) return [l10n.t('Give its public key with --key FILE.')];
  if (isMissing('certificate-foreign'))
    return [l10n.t('Give the trusted root of that instance with --trusted-root FILE.')];
  const hints: string[] = [];
  const { log, signedTimestamps } = policy.requirements;
  // Without any other time the flag alone would not help.
  if (only('log', 'time') && isMissing(...noLogEntry) && !isMissing('time-missing') && log !== 'waived')
    hints.push(
      l10n.t('cosign too wants a log entry: add --insecure-ignore-tlog if the image need not have one.'),
    );
  if (only('log', 'time') && isMissing('time-no-timestamp', 'timestamp-unknown') && signedTimestamps)
    hints.push(l10n.t('Leave --use-signed-timestamps out if it need not have a timestamp.'));
  return hints;
}

/** Details of a log entry that is missing or cannot be judged; one that is wrong is another matter. */
const noLogEntry = ['log-missing', 'log-missing-key', 'log-unknown', 'log-root-without-logs', 'log-no-root'];
