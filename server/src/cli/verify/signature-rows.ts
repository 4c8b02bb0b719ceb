import * as l10n from '@vscode/l10n';
import { issuerName } from '../../analysis/signer.ts';
import type { CertificateSigner, SignatureReport, StatementFacts } from '../../signature/report.ts';
import type { Row } from '../rows.ts';
import { chainRows, notationRows } from './notation-rows.ts';
import { timeText } from './time-text.ts';

/** What is known of one signature: who, when, where logged, and what it says. */
export function rowsOf(report: SignatureReport): Row[] {
  const { signer, verified, time, log, facts, annotations, notation } = report;
  const rows: (Row | undefined)[] = [];
  if (signer?.type === 'key') {
    const { name, fingerprint } = signer;
    // Only a key that verified has a name.
    const text = name === undefined ? claimed(fingerprint) : `${name}, ${fingerprint}`;
    rows.push({ label: l10n.t('key'), text });
  } else if (signer) {
    const text = verified ? signer.subject : claimed(signer.subject);
    rows.push({ label: l10n.t('signer'), text });
    rows.push(...(signer.type === 'certificate' ? certificateRows(signer) : chainRows(signer)));
  }
  if (notation) rows.push(...notationRows(notation));
  if (time) rows.push({ label: l10n.t('time'), text: provedTime(time) });
  if (log) {
    const entry = l10n.t('entry {0}', log.index);
    rows.push({ label: l10n.t('log'), text: log.url === undefined ? entry : `${entry}, ${log.url}` });
  }
  if (facts) rows.push(...factRows(facts));
  const label = notation ? l10n.t('metadata') : l10n.t('annotations');
  for (const [key, value] of Object.entries(annotations ?? {})) rows.push({ label, text: `${key}=${value}` });
  return rows.filter((row) => row !== undefined);
}

function claimed(name: string): string {
  return l10n.t('{0} (not proved)', name);
}

function certificateRows(signer: CertificateSigner): (Row | undefined)[] {
  const { issuer, sourceRepository, sourceRef, sourceDigest, buildConfig, trigger, runner, run } = signer;
  const known = issuerName(issuer);
  const source = [sourceRepository, sourceRef, sourceDigest].filter((part) => part !== undefined).join(' ');
  const how = [trigger, runner].filter((part) => part !== undefined).join(', ');
  return [
    { label: l10n.t('issuer'), text: known === issuer ? issuer : `${known}, ${issuer}` },
    row(l10n.t('source'), source === '' ? undefined : source),
    // Mostly the subject itself.
    row(l10n.t('workflow'), buildConfig === signer.subject ? undefined : buildConfig),
    row(
      l10n.t('run'),
      [run, how].filter((part) => part !== undefined && part !== '').join(', ') || undefined,
    ),
  ];
}

function provedTime({ at, source }: NonNullable<SignatureReport['time']>): string {
  const when = timeText(at);
  return source === 'log'
    ? l10n.t('{0}, says the transparency log', when)
    : l10n.t('{0}, says a timestamp authority', when);
}

function factRows({ builder, source, commit, packages, scanner }: StatementFacts): (Row | undefined)[] {
  return [
    row(l10n.t('builder'), builder),
    row(l10n.t('built from'), source),
    row(l10n.t('commit'), commit),
    row(l10n.t('packages'), packages === undefined ? undefined : String(packages)),
    row(l10n.t('scanner'), scanner),
  ];
}

function row(label: string, text: string | undefined): Row | undefined {
  return text === undefined ? undefined : { label, text };
}
