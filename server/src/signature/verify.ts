import { verifyCosign } from './cosign/verify/verify.ts';
import type { Verification, VerificationRequest } from './verification.ts';

/** Verifies one signature, whatever made it. Never throws. */
export function verifySignature(request: VerificationRequest): Verification {
  const { kind, predicateType, layout } = request.record;
  const about = { kind, ...(predicateType !== undefined && { predicateType }), annotations: {} };
  if (layout === 'notation') {
    const detail = { id: 'format-notation' as const, args: [] };
    return { ...about, integrity: 'unproven', checks: [{ name: 'format', ok: false, detail }] };
  }
  try {
    return verifyCosign(request);
  } catch (error) {
    // A defect of ours, perhaps one that somebody aims at: it must not read "trusted", nor stop the others.
    const why = error instanceof Error ? error.message.replace(/\s+/g, ' ').slice(0, 200) : '';
    const detail = { id: 'internal' as const, args: [why] };
    return { ...about, integrity: 'unproven', checks: [{ name: 'format', ok: false, detail }] };
  }
}
