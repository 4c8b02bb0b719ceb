import { describeDetail } from '../signature/detail.ts';
import type { SignatureReport, SignatureVerdict } from '../signature/report.ts';
import type { Evidence } from './evidence.ts';
import { describeSigner } from './signer.ts';

/** The first signature that an image has its verdict from. */
export function deciding({ assessment }: Evidence, verdict: SignatureVerdict): SignatureReport | undefined {
  return assessment?.reports.find((report) => report.counts && report.verdict === verdict);
}

/** Why a signature is not trusted: its first check that does not hold, and who made it where that is known. */
export function whyNot(report: SignatureReport | undefined): string {
  const failed = report?.checks.find(({ ok }) => !ok);
  if (!report || !failed) return '';
  const detail = describeDetail(failed.detail);
  return report.verified && report.signer ? `${describeSigner(report.signer)} ${detail}` : detail;
}
