import * as l10n from '@vscode/l10n';
import { canonicalName, canonicalReference } from '../../image/names.ts';
import type { SignatureReport } from '../../signature/report.ts';
import type { SigningServices } from '../../signature/signing.ts';
import { printable } from '../printable.ts';
import { type Row, rowsText, type TextLayout } from '../rows.ts';
import { flagsFor, quoted } from '../verify/hints.ts';
import { rowsOf } from '../verify/signature-rows.ts';
import { wrap } from '../wrap.ts';
import type { SignOptions } from './options.ts';
import type { Outcome } from './outcome.ts';

/** How the signatures were made: what the reports do not say. */
export interface Making {
  readonly options: Pick<SignOptions, 'attestation' | 'trustedRoot'>;
  readonly services: SigningServices;
  /** What the user calls the key. */
  readonly keyName?: string | undefined;
  /** A file with the public key. */
  readonly publicKey?: string | undefined;
}

/** For people: what was signed, by whom, where the signature is kept, and how others verify it. */
export function signedText(outcome: Outcome, making: Making, layout: TextLayout): string {
  const { reference, signed } = outcome;
  const last = signed.at(-1);
  if (!last) return '';
  const rows: Row[] = [
    // Else it stands in the title.
    ...(reference.digest === undefined ? [{ label: l10n.t('digest'), text: last.subject }] : []),
    ...signed.slice(0, -1).map(({ subject }) => ({ label: l10n.t('and'), text: subject })),
    { label: l10n.t('kept as'), text: `${last.layout} ${last.manifest}` },
    ...rowsOf(named(last.report, making.keyName)),
    ...verifyRow(outcome, last.report, making),
  ];
  const word = making.options.attestation ? l10n.t('attested') : l10n.t('signed');
  return `${title(`✓ ${word}`, 'green', reference, layout)}${rowsText(rows, 2, layout)}`;
}

/** Why an image is not signed, or not all of it. */
export function problemText({ reference, problem = '' }: Outcome, layout: TextLayout): string {
  const word = `✗ ${l10n.t('not signed')}`;
  return title(word, 'red', reference, layout) + wrap(`  ${printable(problem)}`, 2, layout.columns);
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

/** The command that others verify the signature with; of attestations there is none here. */
function verifyRow({ reference, digest = '' }: Outcome, { signer }: SignatureReport, making: Making): Row[] {
  const { options, services, publicKey } = making;
  if (options.attestation || (signer?.type === 'key' && publicKey === undefined)) return [];
  const flags = signer?.type === 'key' ? `--key ${quoted(publicKey ?? '')}` : flagsFor(signer);
  const parts = [
    'imageseal verify',
    flags,
    ...(services.logs.length === 0 ? ['--insecure-ignore-tlog'] : []),
    ...(options.trustedRoot === undefined ? [] : [`--trusted-root ${quoted(options.trustedRoot)}`]),
    `${canonicalName(reference)}@${digest}`,
  ];
  return [{ label: l10n.t('verify with'), text: parts.join(' ') }];
}
