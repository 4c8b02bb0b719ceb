import type { ImageReference } from '../image/reference.ts';
import type { CheckName, SignatureRecord, SignatureReport } from '../signature/report.ts';
import type { TrustedRoot } from '../signature/verification.ts';
import { loadVerifier } from '../trust/load-verifier.ts';
import { loadNotation } from '../trust/notation/load-notation.ts';
import type { TrustPolicy } from '../trust/policy.ts';
import type { RememberedAnswer, RevocationClient } from '../trust/revocation-client.ts';
import type { FoundImage } from './evidence.ts';

/** A signature whose bytes are at hand. */
export interface FetchedSignature {
  readonly record: SignatureRecord;
  readonly bytes: Uint8Array;
}

export interface JudgeWorld {
  readonly image: FoundImage;
  readonly reference: ImageReference;
  readonly policy: TrustPolicy;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly roots: readonly TrustedRoot[];
  /** Absent while nobody may be asked. */
  readonly revocation?: RevocationClient | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Judged {
  readonly report: SignatureReport;
  /** Whom it hangs on, and why they did not answer: nobody can say more before they do. */
  readonly unanswered: readonly Unanswered[];
  /** When others are to be asked again (milliseconds since the epoch); absent where nobody needs to be. */
  readonly until?: number;
}

export interface Unanswered {
  readonly url: string;
  readonly problem: string;
  readonly until: number;
}

/** Judges a signature of any kind; those of the Notary Project by their own code, which is loaded with the first of them. */
export async function judgeSignature(signature: FetchedSignature, world: JudgeWorld): Promise<Judged> {
  const { record, bytes } = signature;
  const { policy, roots, reference } = world;
  if (record.layout === 'notation') return await judgeNotation(signature, world);
  const { judge } = await loadVerifier();
  const { digest } = world.image;
  const { registry, repository } = reference;
  const request = { record, bytes, subject: { digest }, repository: { registry, repository }, roots };
  return { report: judge(request, policy), unanswered: [] };
}

/** OCSP, then a revocation list, then its delta, each at two addresses; of the timestamp authority at the same time. */
const maxRounds = 12;
const maxAnswers = 32;

async function judgeNotation(
  { record, bytes }: FetchedSignature,
  { image, policy, now, reference, revocation, signal }: JudgeWorld,
): Promise<Judged> {
  const { judge } = await loadNotation();
  const { registry } = reference;
  const request = { record, bytes, subject: image, repository: reference, now };

  const ask = async (fresh: boolean) => {
    const answers = new Map<string, RememberedAnswer>();
    const unanswered: Unanswered[] = [];
    let judgement = judge({ ...request, answers }, policy);
    for (let round = 0; round < maxRounds && answers.size < maxAnswers; round++) {
      const { wanted } = judgement;
      if (wanted.length === 0) break;
      const found = await revocation?.ask(wanted, { registry, fresh, ...(signal && { signal }) });
      for (const { key, url } of wanted) {
        const answer = found?.get(key) ?? { problem: 'nobody may be asked now', until: now };
        answers.set(key, answer);
        if ('problem' in answer) unanswered.push({ url, problem: answer.problem, until: answer.until });
      }
      judgement = judge({ ...request, answers }, policy);
    }
    const { report } = judgement;
    const failed = report.checks.filter(({ ok, noted, name }) => (!ok || noted) && hangsOnOthers.has(name));
    return { report, failed, unanswered, answers: [...answers.values()] };
  };

  let judged = await ask(false);
  // What is remembered may be out of date, and who did not answer may do so now.
  if (judged.failed.length > 0 && judged.answers.length > 0) judged = await ask(true);
  const { report, failed, unanswered, answers } = judged;
  // Whoever did not answer is not missed where others did.
  const missed = failed.length > 0;
  const untils = answers.filter((each) => missed || 'bytes' in each).map(({ until }) => until);
  const hangs = report.verdict === 'unverified' && failed.some(({ ok }) => !ok);
  return {
    report,
    unanswered: hangs ? unanswered : [],
    ...(untils.length > 0 && { until: Math.min(...untils) }),
  };
}

const hangsOnOthers: ReadonlySet<string> = new Set<CheckName>(['revocation', 'time']);
