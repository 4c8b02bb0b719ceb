import { verifyCosign } from './cosign/verify/verify.ts';
import { internalDefect } from './defect.ts';
import type { Verification, VerificationRequest } from './verification.ts';

/** Verifies one signature of Cosign. Never throws. */
export function verifySignature(request: VerificationRequest): Verification {
  try {
    return verifyCosign(request);
  } catch (error) {
    return internalDefect(request.record, error);
  }
}
