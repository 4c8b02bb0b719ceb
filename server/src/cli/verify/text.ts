import * as l10n from '@vscode/l10n';
import { canonicalReference } from '../../image/names.ts';
import { describeDetail } from '../../signature/detail.ts';
import type { Check, SignatureReport, Verdict } from '../../signature/report.ts';
import { displayWidth } from '../formats/display-width.ts';
import { printable } from '../printable.ts';
import { padded, type Row, rowsText, type TextLayout } from '../rows.ts';
import type { Style } from '../style.ts';
import { wrap } from '../wrap.ts';
import { countLine } from './count-line.ts';
import type { Outcome } from './outcome.ts';
import { rowsOf } from './signature-rows.ts';
import { headingOf, verdictWord } from './words.ts';

const styles: Record<Verdict, Style> = {
  trusted: 'green',
  signed: 'yellow',
  unverified: 'yellow',
  untrusted: 'red',
  invalid: 'red',
  unsigned: 'red',
  unknown: 'cyan',
};

/** For people: of each image the verdict, why, and every signature with its signer and its checks. */
export function verifyText(outcomes: readonly Outcome[], layout: TextLayout): string {
  const blocks = outcomes.map((outcome) => imageText(outcome, layout));
  if (outcomes.length > 1) blocks.push(`${layout.paint(countLine(outcomes), 'bold')}\n`);
  return blocks.join('\n');
}

function imageText(outcome: Outcome, layout: TextLayout): string {
  const { reference, digest, verdict, reasons, rule, signatures, roots } = outcome;
  const { paint } = layout;
  const word = paint(`${markOf(verdict)} ${verdictWord(verdict)}`, styles[verdict], 'bold');
  const name = printable(canonicalReference(reference));
  const rows: Row[] = [{ label: l10n.t('digest'), text: digest ?? l10n.t('not known') }];
  // Before its signatures are known, notation's own configuration has had nothing to judge.
  if (rule !== undefined || verdict !== 'unknown') {
    const text = rule ?? l10n.t('nothing: nobody has said whom to trust');
    rows.push({ label: l10n.t('held against'), text });
  }
  // A key without a log needs no root.
  if (roots && signatures.some(({ signer, log }) => signer?.type === 'certificate' || log)) {
    const day = new Date(roots.at).toISOString().slice(0, 10);
    const text =
      roots.source === 'tuf'
        ? l10n.t('the public ones, confirmed on {0}', day)
        : l10n.t('the public ones, built in, of {0}', day);
    rows.push({ label: l10n.t('roots'), text });
    if (roots.problem !== undefined) rows.push({ label: '', text: roots.problem });
  }
  return [
    `${word}  ${paint(name, 'bold')}\n`,
    rowsText(rows, 2, layout),
    reasons.map((reason) => wrap(`  ${printable(reason)}`, 2, layout.columns)).join(''),
    ...signatures.map((report) => `\n${signatureText(report, layout)}`),
  ].join('');
}

function signatureText(report: SignatureReport, layout: TextLayout): string {
  const { paint } = layout;
  const { verdict, checks } = report;
  const style = report.counts ? styles[verdict] : 'dim';
  const word = paint(`${markOf(verdict)} ${verdictWord(verdict)}`, style);
  const title = wrap(`  ${word}  ${paint(printable(headingOf(report)), 'bold')}`, 4, undefined);
  return title + rowsText(rowsOf(report), 4, layout) + checksText(checks, layout);
}

function checksText(checks: readonly Check[], { paint, columns }: TextLayout): string {
  const outcomes = checks.map(outcomeOf);
  const wordWidth = Math.max(...[...outcomes, holding, failing].map(({ word }) => displayWidth(word())));
  const nameWidth = Math.max(0, ...checks.map(({ name }) => name.length));
  return checks
    .map(({ name, detail }, index) => {
      const { sign, word, style } = outcomes[index]!;
      const mark = paint(`${sign} ${padded(word(), wordWidth)}`, style);
      const start = `    ${mark}  ${paint(name.padEnd(nameWidth), 'dim')}  `;
      return wrap(start + printable(describeDetail(detail)), 4 + 2 + wordWidth + 2 + nameWidth + 2, columns);
    })
    .join('');
}

interface CheckOutcome {
  readonly sign: string;
  readonly word: () => string;
  readonly style: Style;
}

const holding: CheckOutcome = { sign: '✓', word: () => l10n.t('holds'), style: 'green' };
const failing: CheckOutcome = { sign: '✗', word: () => l10n.t('fails'), style: 'red' };
/** It does not hold, and the trust policy only wants that to be said; or another tool sees it in another way. */
const noting: CheckOutcome = { sign: '⚠', word: () => l10n.t('noted'), style: 'yellow' };

function outcomeOf({ ok, noted }: Check): CheckOutcome {
  if (noted) return noting;
  return ok ? holding : failing;
}

function markOf(verdict: Verdict): string {
  if (verdict === 'trusted') return '✓';
  return verdict === 'unknown' ? '?' : '✗';
}
