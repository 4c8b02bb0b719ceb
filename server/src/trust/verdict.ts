import type { SignatureReport, SignatureVerdict, Verdict } from '../signature/report.ts';

/** Of several signatures without a trusted one, the first of these that occurs decides. */
const precedence: readonly SignatureVerdict[] = ['untrusted', 'signed', 'invalid', 'unverified'];

/** The verdict over an image (docs/architecture.md, Verdicts). `complete`: every place could be read. */
export function imageVerdict(reports: readonly SignatureReport[], complete: boolean): Verdict {
  const counting = reports.filter(({ counts }) => counts).map(({ verdict }) => verdict);
  if (counting.includes('trusted')) return 'trusted';
  if (!complete) return 'unknown';
  return precedence.find((verdict) => counting.includes(verdict)) ?? 'unsigned';
}
