import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../server/src/analysis/evidence.ts';
import { verdictFor } from '../../../server/src/analysis/verdict.ts';
import { describeDetail } from '../../../server/src/signature/detail.ts';
import type { Check, Verdict } from '../../../server/src/signature/report.ts';
import { assess } from '../../support/assess.ts';
import {
  type NotationCase,
  type NotationQuestion,
  notationCases,
  notationPolicy,
  notationRegistry,
} from '../../support/notation-vectors.ts';
import { answersOtherwise } from './other-answers.ts';
import { nothingThere, reasonOf, unread } from './reasons.ts';

/** Any day after the recording; some of the certificates have expired by then. */
const today = Date.UTC(2027, 0, 1);

describe('images signed by the real notation', () => {
  const cases = notationCases();

  it('are all there', () => {
    expect(cases).toHaveLength(407);
    expect(cases.flatMap(({ checks }) => checks)).toHaveLength(684);
  });

  it.each(cases.map((each) => [each.name, each] as const))('%s', async (_, each) => {
    const registry = notationRegistry(each);
    for (const question of each.checks) {
      const { trust, verdict, why } = question;
      const evidence = await assess(registry, each.image, notationPolicy(trust), today);
      const found = verdictFor(evidence);
      const told = `${trust.policy}: ${why ?? ''} ${JSON.stringify(evidence.assessment, undefined, 1)}`;
      expect(verdict, told).toContain(found);
      if (why !== undefined) expectReason(each, question, found, evidence, told);
      expectRemark(each, question, found, evidence, told);
    }
  });
});

function expectReason(
  each: NotationCase,
  question: NotationQuestion,
  found: Verdict,
  { assessment }: Evidence,
  told: string,
): void {
  const { why = '' } = question;
  const { reports = [], unread: places = [] } = assessment ?? {};
  if (found === 'unsigned') {
    expect({ reports, places }, told).toEqual({ reports: [], places: [] });
    expect(nothingThere).toContain(why);
    return;
  }
  if (reports.length === 0) {
    expect(JSON.stringify(places), told).toContain(unread[why]);
    return;
  }
  const { reason, words } = reasonOf(each, question) ?? { reason: { how: 'sound' }, words: '' };
  if (!('check' in reason)) {
    // Nothing is to be said against it, so there is one of which nothing is.
    const sound = reports.filter(({ checks }) => checks.every(({ ok, noted }) => ok && !noted));
    expect(
      sound.map(({ verdict }) => verdict),
      `not in the table, or ${told}`,
    ).toContain('trusted');
    return;
  }
  const failed = ({ ok, noted }: Check) => (reason.how === 'noted' ? noted === true : !ok);
  const sentences = reports
    .flatMap(({ checks }) => checks)
    .filter((check) => check.name === reason.check && check.detail.id === reason.detail && failed(check))
    .map(({ detail }) => describeDetail(detail));
  expect(sentences.join('\n'), told).toContain(words);
  expect(sentences, told).not.toEqual([]);
}

/** Who asks notation about an image that it sees in another way has been told so, or the reason stands in the docs. */
function expectRemark(
  each: NotationCase,
  { trust, tools }: NotationQuestion,
  found: Verdict,
  { assessment }: Evidence,
  told: string,
): void {
  if ((found === 'trusted') === (tools.notation === 'accepts')) return;
  const remarks = assessment?.reports.flatMap(({ checks }) => checks.filter(({ name }) => name === 'tools'));
  if (answersOtherwise(each.name, trust.policy)) return;
  expect(remarks, told).toMatchObject([{ noted: true }]);
}
