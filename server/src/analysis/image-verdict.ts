import type { Verdict } from '../signature/report.ts';
import type { Assessment, ImageEvidence } from './evidence.ts';

/** What can be said of an image's signatures: anything short of a complete look and a verification is "unknown". */
export function verdictOf(image: ImageEvidence | undefined, assessment: Assessment | undefined): Verdict {
  if (image?.state !== 'found') return 'unknown';
  const { signatures, unread } = image.discovery;
  if (signatures.length === 0) return unread.length === 0 ? 'unsigned' : 'unknown';
  return assessment?.verdict ?? 'unknown';
}
