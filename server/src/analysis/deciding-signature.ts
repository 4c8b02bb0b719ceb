import * as l10n from '@vscode/l10n';
import { describeDetail } from '../signature/detail.ts';
import type { Check, SignatureReport, SignatureVerdict, Verdict } from '../signature/report.ts';
import type { Evidence } from './evidence.ts';
import { describeSigner } from './signer.ts';

/** The first signature that an image has its verdict from. */
export function deciding({ assessment }: Evidence, verdict: SignatureVerdict): SignatureReport | undefined {
  return assessment?.reports.find((report) => decides(report, verdict));
}

/** All signatures, those that the image has its verdict from first, and attestations that never count last. */
export function inOrderOfWeight(
  reports: readonly SignatureReport[],
  verdict: Verdict,
): readonly SignatureReport[] {
  const rank = (report: SignatureReport) => (decides(report, verdict) ? 0 : report.counts ? 1 : 2);
  return reports.toSorted((a, b) => rank(a) - rank(b));
}

/** Why a signature is not trusted: its first check that does not hold, and who made it where that is known. */
export function whyNot(report: SignatureReport | undefined): string {
  const failed = failedCheck(report);
  if (!report || !failed) return '';
  const detail = describeDetail(failed.detail);
  const { signer } = report;
  if (report.verified && signer) return `${describeSigner(signer)} ${detail}`;
  // Its certificate goes with the signature, whoever has made it.
  if (signer?.type === 'x509' && report.verdict !== 'invalid') {
    return `${l10n.t('It names {0} as its signer.', signer.subject)} ${detail}`;
  }
  return detail;
}

export function failedCheck(report: SignatureReport | undefined): Check | undefined {
  return report?.checks.find(({ ok }) => !ok);
}

/** It held once: its signer, or a certificate that no timestamp has outlived, wanted it to hold no longer. */
export function hasExpired(report: SignatureReport | undefined): boolean {
  const id = failedCheck(report)?.detail.id;
  return id === 'notation-expired' || id === 'notation-certificate-expired';
}

function decides({ counts, verdict }: SignatureReport, wanted: Verdict): boolean {
  return counts && verdict === wanted;
}
