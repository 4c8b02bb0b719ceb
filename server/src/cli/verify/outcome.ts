import { inOrderOfWeight } from '../../analysis/deciding-signature.ts';
import type { Evidence } from '../../analysis/evidence.ts';
import { verdictFor } from '../../analysis/verdict.ts';
import type { ImageReference } from '../../image/reference.ts';
import type { SignatureReport, Verdict } from '../../signature/report.ts';
import { exitCode } from '../exit-code.ts';
import type { Question } from './question.ts';
import { reasonsOf } from './reasons.ts';

/** What was found out about one image of the command line. */
export interface Outcome {
  readonly reference: ImageReference;
  /** What was verified: the digest given, or the one that the tag named; `undefined` when that could not be found out. */
  readonly digest: string | undefined;
  readonly verdict: Verdict;
  /** Sentences: what speaks for the verdict, and what to do about it. */
  readonly reasons: readonly string[];
  /** The trust rule, for people; `undefined` when nobody said whom to trust. */
  readonly rule: string | undefined;
  /** Those that the verdict comes from first. */
  readonly signatures: readonly SignatureReport[];
  /** How old the public roots are, where they were used. */
  readonly roots?: NonNullable<Evidence['assessment']>['roots'];
}

export function outcomeOf(question: Question, evidence: Evidence): Outcome {
  const { reference, policy } = question;
  const { tag, assessment } = evidence;
  const verdict = verdictFor(evidence);
  return {
    reference,
    digest: reference.digest ?? (tag?.state === 'resolved' ? tag.digest : undefined),
    verdict,
    reasons: reasonsOf(question, verdict, evidence),
    // Notation's own configuration is no rule of anybody's, and judges all the same.
    rule: policy.rule ?? assessment?.rule,
    signatures: inOrderOfWeight(assessment?.reports ?? [], verdict),
    ...(assessment?.roots && { roots: assessment.roots }),
  };
}

/** 0 when all are trusted; that one is not weighs more than that another could not be looked at. */
export function exitCodeOf(outcomes: readonly Outcome[]): number {
  const others = outcomes.filter(({ verdict }) => verdict !== 'trusted');
  if (others.some(({ verdict }) => verdict !== 'unknown')) return exitCode.findings;
  return others.length > 0 ? exitCode.failed : exitCode.clean;
}
