import * as l10n from '@vscode/l10n';
import { canonicalName, canonicalReference } from '../../image/names.ts';
import type { SignatureReport } from '../../signature/report.ts';
import { printable } from '../printable.ts';
import { type Row, rowsText, type TextLayout } from '../rows.ts';
import { rowsOf } from '../verify/signature-rows.ts';
import { wrap } from '../wrap.ts';
import type { Outcome } from './outcome.ts';
import type { Making } from './prepared.ts';

/** For people: what was signed, by whom, where the signature is kept, and how others verify it. */
export function signedText(
  { reference, digest = '', signed, problem }: Outcome,
  attesting: boolean,
  making: Making,
  layout: TextLayout,
): string {
  const last = signed.at(-1);
  if (!last) return '';
  const rows: Row[] = [
    // Else it stands in the title.
    ...(reference.digest === undefined ? [{ label: l10n.t('digest'), text: last.subject }] : []),
    ...signed.slice(0, -1).map(({ subject }) => ({ label: l10n.t('and'), text: subject })),
    { label: l10n.t('kept as'), text: `${last.layout} ${last.manifest}` },
    ...rowsOf(named(last.report, making.keyName)),
    ...making.hints(`${canonicalName(reference)}@${digest}`, last.report),
  ];
  const all = attesting ? l10n.t('attested') : l10n.t('signed');
  const word = problem === undefined ? all : l10n.t('signed in part');
  return `${title(`✓ ${word}`, 'green', reference, layout)}${rowsText(rows, 2, layout)}`;
}

/** Why an image is not signed, or not all of it, or may be and nobody knows. */
export function problemText(outcome: Outcome, layout: TextLayout): string {
  const { reference, problem = '' } = outcome;
  return (
    title(`✗ ${failed(outcome)}`, 'red', reference, layout) +
    wrap(`  ${printable(problem)}`, 2, layout.columns)
  );
}

function failed({ left, signed }: Outcome): string {
  if (left === 'signature') return l10n.t('pushed, and not confirmed');
  if (left === 'unknown') return l10n.t('not confirmed');
  return signed.length > 0 ? l10n.t('not all signed') : l10n.t('not signed');
}

function title(
  word: string,
  style: 'green' | 'red',
  reference: Outcome['reference'],
  { paint }: TextLayout,
): string {
  return `${paint(word, style, 'bold')}  ${paint(printable(canonicalReference(reference)), 'bold')}\n`;
}

/** Known to the user by the file it is in. */
function named(report: SignatureReport, name: string | undefined): SignatureReport {
  const { signer } = report;
  if (name === undefined || signer?.type !== 'key') return report;
  return { ...report, signer: { ...signer, name } };
}
