import type { Detail } from '../signature/detail.ts';
import {
  type Check,
  type CheckName,
  checkNames,
  isProvenance,
  type SignatureReport,
  type SignatureVerdict,
} from '../signature/report.ts';
import type { Verification, VerificationRequest } from '../signature/verification.ts';
import { verifySignature } from '../signature/verify.ts';
import { isIdentity } from './identity.ts';
import type { TrustPolicy } from './policy.ts';

/** A signature and what it is to be held against, but for whom one trusts. */
export type JudgeRequest = Omit<VerificationRequest, 'keys' | 'requirements'>;

/** Verifies a signature and weighs it: who made it, and does this policy trust them? Never throws. */
export function judge(request: JudgeRequest, policy: TrustPolicy): SignatureReport {
  const { keys, requirements } = policy;
  const verification = verifySignature({ ...request, keys, requirements });
  const { integrity, kind, predicateType, signer, time, log, instance, facts } = verification;
  const demands = integrity === 'intact' ? checkDemands(verification, policy) : [];
  return {
    record: request.record,
    kind,
    ...(predicateType !== undefined && { predicateType }),
    counts: counts(verification, policy),
    verdict: verdictOf(verification, demands, policy, request.record.layout === 'notation'),
    verified: integrity === 'intact',
    ...(signer && { signer }),
    ...(time && { time }),
    ...(log && { log }),
    ...(instance !== undefined && { instance }),
    ...(facts && { facts }),
    checks: inOrder([...verification.checks, ...demands]),
  };
}

/** An SBOM or a scan says that somebody described the image, and never that it is signed. */
function counts(verification: Verification, { accept }: TrustPolicy): boolean {
  return verification.kind === 'signature' || (isProvenance(verification) && accept !== 'signature');
}

function verdictOf(
  { integrity }: Verification,
  demands: readonly Check[],
  { rule, partial }: TrustPolicy,
  notation: boolean,
): SignatureVerdict {
  if (integrity === 'broken') return 'invalid';
  if (integrity === 'unproven') return rule === undefined || partial || notation ? 'unverified' : 'untrusted';
  if (rule === undefined) return 'signed';
  if (demands.every(({ ok }) => ok)) return 'trusted';
  return partial ? 'unverified' : 'untrusted';
}

/** What the policy asks of a signature that holds. Without a policy it asks for nothing, and trusts nobody. */
function checkDemands(verification: Verification, policy: TrustPolicy): Check[] {
  const { rule, accept, annotations } = policy;
  if (rule === undefined) return [];
  const checks = [check('signer', ...checkSigner(verification, policy, rule))];
  const wanted = Object.entries(annotations);
  const missing = wanted.find(([key, value]) => verification.annotations[key] !== value);
  if (missing) {
    const [key, value] = missing;
    const found = verification.annotations[key];
    const args = found === undefined ? [key, value] : [key, value, found];
    checks.push(check('annotations', false, { id: 'annotations-missing', args }));
  } else if (wanted.length > 0) {
    checks.push(check('annotations', true, { id: 'annotations-present', args: [] }));
  }
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
  } else if (signer && identities.some((identity) => isIdentity(identity, signer))) {
    return [true, { id: 'signer-identity', args: [rule] }];
  }
  return [false, { id: 'signer-stranger', args: [rule] }];
}

function check(name: CheckName, ok: boolean, detail: Detail): Check {
  return { name, ok, detail };
}

function inOrder(checks: readonly Check[]): Check[] {
  return checkNames.flatMap((name) => checks.filter((each) => each.name === name));
}
