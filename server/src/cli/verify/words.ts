import * as l10n from '@vscode/l10n';
import { isProvenance, type SignatureReport, type Verdict } from '../../signature/report.ts';

/** The verdict in a word, for the reader's language; the JSON has the English one. */
export function verdictWord(verdict: Verdict): string {
  switch (verdict) {
    case 'trusted':
      return l10n.t('trusted');
    case 'signed':
      return l10n.t('signed');
    case 'unverified':
      return l10n.t('unverified');
    case 'untrusted':
      return l10n.t('untrusted');
    case 'invalid':
      return l10n.t('invalid');
    case 'unsigned':
      return l10n.t('unsigned');
    case 'unknown':
      return l10n.t('unknown');
  }
}

/** What a signature is, and in which layout it was found: "Signature (referrer)". */
export function headingOf(report: SignatureReport): string {
  const { record, counts } = report;
  const what = `${whatOf(report)} (${record.layout})`;
  return counts ? what : l10n.t('{0}, which counts as no signature', what);
}

function whatOf({ kind, predicateType, record }: SignatureReport): string {
  if (record.layout === 'notation') return l10n.t('Notary Project signature');
  if (kind === 'signature') return l10n.t('Cosign signature');
  if (isProvenance({ ...(predicateType !== undefined && { predicateType }) }))
    return l10n.t('SLSA provenance');
  return predicateType === undefined ? l10n.t('Attestation') : l10n.t('Attestation {0}', predicateType);
}
