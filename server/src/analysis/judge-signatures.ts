import type { ImageReference } from '../image/reference.ts';
import type { CheckName, SignatureRecord, SignatureReport } from '../signature/report.ts';
import type { TrustedRoot } from '../signature/verification.ts';
import { loadVerifier } from '../trust/load-verifier.ts';
import { type Asked, askAndJudge } from '../trust/notation/ask-and-judge.ts';
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
  /** Such an address is not asked. */
  readonly refused?: boolean;
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

async function judgeNotation(
  { record, bytes }: FetchedSignature,
  { image, policy, now, reference, revocation, signal }: JudgeWorld,
): Promise<Judged> {
  const { registry } = reference;
  const request = { record, bytes, subject: image, repository: reference, now };

  const ask = async (fresh: boolean) => {
    const { report, asked } = await askAndJudge<RememberedAnswer>(request, policy, {
      ask: (wanted) => revocation?.ask(wanted, { registry, fresh, ...(signal && { signal }) }),
      otherwise: { problem: 'nobody may be asked now', until: now },
    });
    const failed = report.checks.filter(({ ok, noted, name }) => (!ok || noted) && hangsOnOthers.has(name));
    return { report, failed, asked };
  };

  let judged = await ask(false);
  // What is remembered may be out of date, and who did not answer may do so now.
  if (judged.failed.length > 0 && judged.asked.length > 0) judged = await ask(true);
  const { report, failed, asked } = judged;
  // Whoever did not answer is not missed where others did.
  const missed = failed.length > 0;
  const untils = asked.flatMap(({ answer }) => (missed || 'bytes' in answer ? [answer.until] : []));
  const hangs = report.verdict === 'unverified' && failed.some(({ ok }) => !ok);
  return {
    report,
    unanswered: hangs ? asked.flatMap(unansweredOf) : [],
    ...(untils.length > 0 && { until: Math.min(...untils) }),
  };
}

const hangsOnOthers: ReadonlySet<string> = new Set<CheckName>(['revocation', 'time']);

function unansweredOf({ url, answer }: Asked<RememberedAnswer>): Unanswered[] {
  return 'problem' in answer ? [{ url, ...answer }] : [];
}
