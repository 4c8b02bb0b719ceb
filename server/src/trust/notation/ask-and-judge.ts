import type { SignatureReport } from '../../signature/report.ts';
import type { RevocationAnswer, RevocationQuestion } from '../../signature/verification.ts';
import type { TrustPolicy } from '../policy.ts';
import type { NotationJudgeRequest } from './judge.ts';
import { loadNotation } from './load-notation.ts';

/** Whom a judgement hangs on, and how they answer. */
export interface Asking<Answer extends RevocationAnswer> {
  /** Answers by the keys of the questions; nothing while nobody may be asked. */
  ask(wanted: readonly RevocationQuestion[]): Promise<ReadonlyMap<string, Answer>> | undefined;
  /** Stands for an answer that there is not. */
  readonly otherwise: Answer;
}

export interface Asked<Answer> {
  readonly url: string;
  readonly answer: Answer;
}

/** OCSP, then a revocation list, then its delta, each at two addresses; of the timestamp authority at the same time. */
const maxRounds = 12;
const maxAnswers = 32;

/** Judges a signature, asks who has revoked what where the judgement hangs on it, and judges again by what they say. */
export async function askAndJudge<Answer extends RevocationAnswer>(
  request: Omit<NotationJudgeRequest, 'answers'>,
  policy: TrustPolicy,
  { ask, otherwise }: Asking<Answer>,
): Promise<{ readonly report: SignatureReport; readonly asked: readonly Asked<Answer>[] }> {
  const { judge } = await loadNotation();
  const answers = new Map<string, Answer>();
  const asked: Asked<Answer>[] = [];
  let judgement = judge({ ...request, answers }, policy);
  for (let round = 0; round < maxRounds && answers.size < maxAnswers; round++) {
    const { wanted } = judgement;
    if (wanted.length === 0) break;
    const found = await ask(wanted);
    for (const { key, url } of wanted) {
      const answer = found?.get(key) ?? otherwise;
      answers.set(key, answer);
      asked.push({ url, answer });
    }
    judgement = judge({ ...request, answers }, policy);
  }
  return { report: judgement.report, asked };
}
