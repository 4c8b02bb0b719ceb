import { describeDetail } from '../signature/detail.ts';
import type { SignatureReport, SignatureVerdict, Verdict } from '../signature/report.ts';
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
  const failed = report?.checks.find(({ ok }) => !ok);
  if (!report || !failed) return '';
  const detail = describeDetail(failed.detail);
  return report.verified && report.signer ? `${describeSigner(report.signer)} ${detail}` : detail;
}

function decides({ counts, verdict }: SignatureReport, wanted: Verdict): boolean {
  return counts && verdict === wanted;
}
