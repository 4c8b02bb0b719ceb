import * as l10n from '@vscode/l10n';
import { deciding, whyNot } from '../../analysis/deciding-signature.ts';
import type { AnalyzedImage } from '../../analysis/finding.ts';
import { describeSigned } from '../../analysis/signer.ts';
import { describeVerdict } from '../../analysis/verdict.ts';
import { describeDetail } from '../../signature/detail.ts';
import type { Verdict } from '../../signature/report.ts';
import { isNoted } from './checks.ts';

/** The verdict in words: who signed and when where that is proved and trusted, or nobody said whom to trust. */
export function summaryOf(image: AnalyzedImage): string {
  const { verdict, evidence } = image;
  if (verdict !== 'trusted' && verdict !== 'signed') return describeVerdict(image);
  const report = deciding(evidence, verdict);
  return report?.signer ? describeSigned(report.signer, report.time) : describeVerdict(image);
}

/** The same where there is no room for more: with what is wrong, in a second sentence. */
export function longSummaryOf(image: AnalyzedImage): string {
  const { verdict, evidence } = image;
  if (verdict !== 'invalid' && verdict !== 'untrusted' && verdict !== 'unverified') return summaryOf(image);
  return `${summaryOf(image)} ${whyNot(deciding(evidence, verdict))}`.trim();
}

/** What the summary leaves open, a sentence each: by which rule it is trusted, or who signed what is not. */
export function remarksOn({ verdict, evidence }: AnalyzedImage): string[] {
  const { assessment } = evidence;
  if (verdict === 'trusted') {
    const noted = deciding(evidence, verdict)?.checks.filter(isNoted) ?? [];
    return [
      ...(assessment?.rule === undefined ? [] : [l10n.t('Trusted by {0}.', assessment.rule)]),
      ...noted.map(({ detail }) =>
        l10n.t('⚠ {0} The trust policy only wants that logged.', describeDetail(detail)),
      ),
    ];
  }
  if (verdict === 'signed') return [l10n.t('Nobody has said whom to trust for this image.')];
  if (verdict !== 'untrusted') return [];
  const report = deciding(evidence, verdict);
  return report?.verified && report.signer ? [describeSigned(report.signer, report.time)] : [];
}

/** A word or two. */
export function verdictName(verdict: Verdict): string {
  switch (verdict) {
    case 'trusted':
      return l10n.t('trusted');
    case 'signed':
      return l10n.t('signed');
    case 'unverified':
      return l10n.t('not verified');
    case 'untrusted':
      return l10n.t('not trusted');
    case 'invalid':
      return l10n.t('broken');
    case 'unsigned':
      return l10n.t('not signed');
    case 'unknown':
      return l10n.t('unknown');
  }
}

/** The same, as a heading. */
export function verdictTitle(verdict: Verdict): string {
  switch (verdict) {
    case 'trusted':
      return l10n.t('Trusted');
    case 'signed':
      return l10n.t('Signed');
    case 'unverified':
      return l10n.t('Not verified');
    case 'untrusted':
      return l10n.t('Not trusted');
    case 'invalid':
      return l10n.t('Broken signature');
    case 'unsigned':
      return l10n.t('Not signed');
    case 'unknown':
      return l10n.t('Unknown');
  }
}
