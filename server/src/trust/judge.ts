import type { Detail } from '../signature/detail.ts';
import {
  type Check,
  isProvenance,
  type SignatureReport,
  type SignatureVerdict,
} from '../signature/report.ts';
import type { Verification, VerificationRequest } from '../signature/verification.ts';
import { verifySignature } from '../signature/verify.ts';
import { isIdentity } from './identity.ts';
import type { TrustPolicy } from './policy.ts';
import { check, checkAnnotations, reportOf } from './report.ts';

/** A signature and what it is to be held against, but for whom one trusts. */
export type JudgeRequest = Omit<VerificationRequest, 'keys' | 'requirements'>;

/**
 * Verifies a signature of Cosign and weighs it: who made it, and does this policy trust them? Never throws. Those of the
 * Notary Project are judged by trust/notation/judge.ts.
 */
export function judge(request: JudgeRequest, policy: TrustPolicy): SignatureReport {
  const { keys, requirements } = policy;
  const verification = verifySignature({ ...request, keys, requirements });
  const demands = verification.integrity === 'intact' ? checkDemands(verification, policy) : [];
  const verdict = verdictOf(verification, demands, policy);
  return reportOf(request.record, verification, { counts: counts(verification, policy), verdict, demands });
}

/** An SBOM or a scan says that somebody described the image, and never that it is signed. */
function counts(verification: Verification, { accept }: TrustPolicy): boolean {
  return verification.kind === 'signature' || (isProvenance(verification) && accept !== 'signature');
}

function verdictOf(
  { integrity }: Verification,
  demands: readonly Check[],
  policy: TrustPolicy,
): SignatureVerdict {
  const { rule } = policy;
  if (integrity === 'broken') return 'invalid';
  const says = rule !== undefined && !namesNobodyOfCosign(policy);
  if (integrity !== 'intact') return says ? 'untrusted' : 'unverified';
  if (rule === undefined) return 'signed';
  if (!says) return 'unverified';
  return demands.every(({ ok }) => ok) ? 'trusted' : 'untrusted';
}

/** A rule for signatures of the Notary Project alone: it says nothing of others. */
function namesNobodyOfCosign({ keys, identities, notation }: TrustPolicy): boolean {
  return notation !== undefined && keys.length === 0 && identities.length === 0;
}

/** What the policy asks of a signature that holds. Without a policy it asks for nothing, and trusts nobody. */
function checkDemands(verification: Verification, policy: TrustPolicy): Check[] {
  const { rule, accept, annotations } = policy;
  if (rule === undefined) return [];
  if (namesNobodyOfCosign(policy))
    return [check('signer', false, { id: 'signer-notation-only', args: [rule] })];
  const checks = [
    check('signer', ...checkSigner(verification, policy, rule)),
    ...checkAnnotations(verification.annotations, annotations),
  ];
  if (accept === 'provenance' && verification.kind === 'signature') {
    checks.push(check('accept', false, { id: 'accept-provenance', args: [rule] }));
  }
  return checks;
}

function checkSigner(
  { signer }: Verification,
  { keys, identities }: TrustPolicy,
  rule: string,
): [boolean, Detail] {
  if (signer?.type === 'key') {
    const key = keys.find(({ fingerprint }) => fingerprint === signer.fingerprint);
    if (key) return [true, { id: 'signer-key', args: [key.name, rule] }];
  } else if (signer?.type === 'certificate' && identities.some((identity) => isIdentity(identity, signer))) {
    return [true, { id: 'signer-identity', args: [rule] }];
  }
  return [false, { id: 'signer-stranger', args: [rule] }];
}
