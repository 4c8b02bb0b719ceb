import type { RepositoryName } from '../../image/names.ts';
import { canonicalName } from '../../image/names.ts';
import { internalDefect } from '../../signature/defect.ts';
import type { Detail } from '../../signature/detail.ts';
import { verifyNotation } from '../../signature/notation/verify/verify.ts';
import type { Check, SignatureReport, SignatureVerdict } from '../../signature/report.ts';
import type {
  NotationVerificationRequest,
  RevocationQuestion,
  Verification,
} from '../../signature/verification.ts';
import type { TrustPolicy } from '../policy.ts';
import { check, checkAnnotations, reportOf } from '../report.ts';
import { isTrustedSubject } from './identity.ts';
import { type Terms, termsFor } from './terms.ts';

/** A signature, and what is known now of who has revoked what. */
export type NotationJudgeRequest = Omit<NotationVerificationRequest, 'trust'> & {
  /** Where the image was found: statements are chosen by it. */
  readonly repository: RepositoryName;
};

export interface NotationJudgement {
  readonly report: SignatureReport;
  /** With answers to these the judgement may be another; none are wanted of a signature that is not trusted anyway. */
  readonly wanted: readonly RevocationQuestion[];
}

/** Verifies a signature of the Notary Project and weighs it by the trust policy's statement for the repository. Never throws. */
export function judgeNotation(request: NotationJudgeRequest, policy: TrustPolicy): NotationJudgement {
  const { record, repository } = request;
  const found = policy.notation && termsFor(policy.notation, canonicalName(repository));
  const terms = found && 'trust' in found ? found : undefined;
  let verification: Verification;
  try {
    verification = verifyNotation({ ...request, trust: terms?.trust });
  } catch (error) {
    verification = internalDefect(record, error);
  }
  const demands = demandsOf(verification, policy, found);
  const { notation } = verification;
  // Nobody is asked about a signer who is not trusted anyway.
  const wanted = demands.every(({ ok }) => ok) ? (verification.wanted ?? []) : [];
  const report = reportOf(
    record,
    {
      ...verification,
      // Why nobody vouches for the signer is said once: the policy knows best.
      checks: demands.some(({ name }) => name === 'signer')
        ? verification.checks.filter(({ name }) => name !== 'signer')
        : verification.checks,
      ...(notation && terms && { notation: { ...notation, statement: terms.statement } }),
    },
    { counts: true, verdict: verdictOf(verification, demands, terms), demands },
  );
  return { report, wanted };
}

function verdictOf(
  { integrity }: Verification,
  demands: readonly Check[],
  terms: Terms | undefined,
): SignatureVerdict {
  if (integrity === 'broken') return 'invalid';
  if (!terms) return 'unverified';
  if (integrity === 'unproven' || demands.some(({ ok }) => !ok)) return 'untrusted';
  return integrity === 'intact' ? 'trusted' : 'unverified';
}

function demandsOf(
  { integrity, signer, annotations }: Verification,
  policy: TrustPolicy,
  found: Terms | { readonly problem: Detail } | undefined,
): Check[] {
  const { rule } = policy;
  // Whom anybody trusts is no matter of what nobody can have signed.
  if (integrity === 'broken') return [];
  if (!found) {
    const detail: Detail =
      rule === undefined
        ? { id: 'notation-no-policy', args: [] }
        : { id: 'notation-not-in-rule', args: [rule] };
    return [check('signer', false, detail)];
  }
  if ('problem' in found) return [check('signer', false, found.problem)];
  if (signer?.type !== 'x509' || signer.store === undefined) return [];
  const checks = [
    ...isTrustedSubject(signer, found),
    ...(found.remark ? [{ ...check('tools', true, found.remark), noted: true } as const] : []),
    ...checkAnnotations(annotations, policy.userMetadata ?? policy.annotations, 'metadata'),
  ];
  if (policy.accept === 'provenance') {
    checks.push(check('accept', false, { id: 'accept-provenance', args: [rule ?? found.rule] }));
  }
  return checks;
}
