import * as l10n from '@vscode/l10n';
import { whyNot } from '../../analysis/deciding-signature.ts';
import type { Evidence } from '../../analysis/evidence.ts';
import { describeSigned } from '../../analysis/signer.ts';
import { whyUnknown } from '../../analysis/verdict.ts';
import { shortDigest } from '../../image/digest.ts';
import { describeFault } from '../../registry/fault-message.ts';
import { describeDetail } from '../../signature/detail.ts';
import type { SignatureReport, SignatureVerdict, Verdict } from '../../signature/report.ts';
import { hintsFor, trustHint } from './hints.ts';
import { hangsOnRevocation } from './notation-hints.ts';
import type { Question } from './question.ts';
import { verdictWord } from './words.ts';

/** Why an image has its verdict, each a sentence, and what to do where it is not trusted. */
export function reasonsOf(question: Question, verdict: Verdict, evidence: Evidence): string[] {
  const counting = (evidence.assessment?.reports ?? []).filter(({ counts }) => counts);
  const by = (wanted: SignatureVerdict) => counting.filter((report) => report.verdict === wanted);
  switch (verdict) {
    case 'trusted':
      return by('trusted').slice(0, 1).flatMap(whyTrusted);
    case 'signed':
      return distinct(by('signed').flatMap((report) => [...signerOf(report), trustHint(report)]));
    case 'untrusted':
    case 'invalid':
    case 'unverified': {
      const deciding = by(verdict);
      return distinct([
        ...deciding.map(whyNot),
        ...deciding.flatMap(remarksOf),
        ...deciding.flatMap((report) => hintsFor(report, question)),
      ]);
    }
    case 'unsigned':
      return whyUnsigned(evidence);
    case 'unknown':
      return whyNobodyKnows(question, evidence);
  }
}

function whyTrusted(report: SignatureReport): string[] {
  const signer = report.checks.find(({ name }) => name === 'signer');
  // What a trust policy only wants to be said, is said.
  const noted = report.checks.filter(({ name, noted }) => noted && name !== 'tools');
  return [
    ...signerOf(report),
    ...(signer ? [describeDetail(signer.detail)] : []),
    ...noted.map(({ detail }) =>
      l10n.t('{0} The trust policy only wants that logged.', describeDetail(detail)),
    ),
    ...remarksOf(report),
  ];
}

/** What another tool says of it. */
function remarksOf({ checks }: SignatureReport): string[] {
  return checks.filter(({ name }) => name === 'tools').map(({ detail }) => describeDetail(detail));
}

function signerOf({ signer, time }: SignatureReport): string[] {
  return signer ? [describeSigned(signer, time)] : [];
}

function whyUnsigned({ assessment, index }: Evidence): string[] {
  const reasons = [l10n.t('Not signed: every place where a signature can be was looked at.')];
  if (assessment && assessment.reports.length > 0)
    reasons.push(l10n.t('What is attached to it only describes the image, which is no signature of it.'));
  if (index)
    reasons.push(
      l10n.t(
        'Only one platform is named here. Its tag names the index {0}, which is {1}: name that.',
        shortDigest(index.digest),
        verdictWord(index.verdict),
      ),
    );
  return reasons;
}

function whyNobodyKnows({ reference, offline }: Question, evidence: Evidence): string[] {
  const { assessment, image } = evidence;
  const discovered = image?.state === 'found' ? image.discovery.unread : [];
  // Those of the discovery are among those of the assessment.
  const unread = assessment && assessment.unread.length > 0 ? assessment.unread : discovered;
  if (unread.length === 0) return [whyUnknown(reference, evidence)];
  const sentences = unread.map(({ place, fault }) =>
    l10n.t('{0} could not be read: {1}', place, describeFault(fault)),
  );
  if (offline && assessment?.reports.some(hangsOnRevocation))
    sentences.push(l10n.t('Leave --offline out to have asked whether certificates were revoked.'));
  return distinct(sentences);
}

function distinct(sentences: readonly string[]): string[] {
  return [...new Set(sentences)].filter((sentence) => sentence !== '');
}
