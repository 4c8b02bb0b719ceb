import * as l10n from '@vscode/l10n';
import { moment } from '../../analysis/day.ts';
import { inOrderOfWeight } from '../../analysis/deciding-signature.ts';
import type { FoundImage } from '../../analysis/evidence.ts';
import type { AnalyzedImage } from '../../analysis/finding.ts';
import { issuerName } from '../../analysis/signer.ts';
import { describeFault } from '../../registry/fault-message.ts';
import type { SignatureRecord, SignatureReport, Signer, StatementFacts } from '../../signature/report.ts';
import { visibilityOf } from '../../signature/visibility.ts';
import type { Markup } from '../markup.ts';
import { describeChecks } from './checks.ts';
import { kindName, placeName } from './kinds.ts';
import { listed } from './listed.ts';
import { describeNotation } from './notation.ts';
import { verdictName } from './verdict.ts';

const maxShown = 10;
const maxShownOnPage = 100;

/** Everything that was found beside the image: each signature with what was found out about it, the deciding one first. */
export function describeSignatures(markup: Markup, image: AnalyzedImage, found: FoundImage): void {
  const { discovery } = found;
  const { assessment } = image.evidence;
  const reports = inOrderOfWeight(assessment?.reports ?? [], image.verdict);
  const max = markup.page ? maxShownOnPage : maxShown;
  const besideBundle = discovery.signatures.some(isBundle);
  const told = new Set<string>();
  for (const report of reports.slice(0, max)) describeReport(markup, report, besideBundle, told);
  const judged = new Set(reports.map(({ record }) => keyOf(record)));
  const others = discovery.signatures.filter((record) => !judged.has(keyOf(record)));
  const rest = [...others, ...discovery.others];
  const unread = [...new Set([...discovery.unread, ...(assessment?.unread ?? [])])];
  if (reports.length > 0 && rest.length + unread.length > 0) markup.section(l10n.t('Beside these'));
  const room = Math.max(0, max - reports.length);
  for (const record of others.slice(0, room)) {
    const label = l10n.t('{0}, found as {1}, not verified yet', kindName(record, record), placeName(record));
    const { mediaType, predicateType } = record;
    markup.item(label, mediaType, ...(predicateType === undefined ? [] : [predicateType]));
  }
  const left = Math.max(0, reports.length - max) + Math.max(0, others.length - room);
  if (left > 0) markup.item(l10n.t('… and {0} more', left));
  if (discovery.others.length > 0) {
    const types = discovery.others.map(({ artifactType }) => artifactType);
    markup.item(l10n.t('Also attached'), ...listed(types));
  }
  const sentences = unread.map(({ place, fault }) =>
    l10n.t('Could not be read: {0}. {1}', place, describeFault(fault)),
  );
  for (const sentence of new Set(sentences)) markup.item(sentence);
}

/** `told`: which tools see a layout is said once. */
function describeReport(
  markup: Markup,
  report: SignatureReport,
  besideBundle: boolean,
  told: Set<string>,
): void {
  const { record, verdict, counts, time, log, facts, predicateType, signer, verified } = report;
  markup.section(l10n.t('{0}: {1}', kindName(report, record), verdictName(verdict)));
  if (!counts) markup.item(l10n.t('It describes the image, and is not counted as a signature of it.'));
  markup.part(l10n.t('Checks'));
  describeChecks(markup, report.checks);
  markup.part(l10n.t('Details'));
  if (signer) describeSigner(markup, signer, verified);
  if (time) {
    const at = moment(time.at);
    markup.item(
      time.source === 'log'
        ? l10n.t('Time: {0}, by the transparency log', at)
        : l10n.t('Time: {0}, by a timestamp authority', at),
    );
  }
  if (log?.url !== undefined) markup.web(l10n.t('Log entry {0}', log.index), log.url);
  else if (log) markup.item(l10n.t('Log entry'), log.index);
  if (report.kind === 'attestation' && predicateType !== undefined)
    markup.item(l10n.t('Predicate type'), predicateType);
  if (facts) describeFacts(markup, facts);
  if (report.notation) describeNotation(markup, report.notation);
  if (report.annotations) {
    const pairs = Object.entries(report.annotations).map(([key, value]) => `${key}=${value}`);
    markup.item(report.notation ? l10n.t('User metadata') : l10n.t('Annotations'), ...listed(pairs));
  }
  markup.item(l10n.t('Kept as {0}', placeName(record)), record.manifestDigest);
  // Who sees what is broken is of no use to anybody.
  if (verdict === 'invalid') return;
  const { sees, misses } = visibilityOf(report, besideBundle);
  const visibility = [
    l10n.t('Found by: {0}', sees.join(', ')),
    l10n.t('Not found by: {0}', misses.join(', ')),
  ];
  if (told.has(visibility.join())) return;
  told.add(visibility.join());
  for (const sentence of visibility) markup.item(sentence);
}

function describeSigner(markup: Markup, signer: Signer, verified: boolean): void {
  const label = verified ? l10n.t('Signer') : l10n.t('Signer, as it claims');
  if (signer.type === 'key') {
    const { name, fingerprint } = signer;
    markup.item(label, ...(name === undefined ? [] : [name]), fingerprint);
    return;
  }
  if (signer.type === 'x509') {
    const { subject, root, fingerprint, rootFingerprint, store } = signer;
    markup.item(label, subject);
    // A leaf that has signed itself is its own root.
    if (fingerprint === rootFingerprint) markup.item(l10n.t('Certificate, signed by itself'), fingerprint);
    else {
      markup.item(l10n.t('Certificate'), fingerprint);
      markup.item(l10n.t('Root'), root, rootFingerprint);
    }
    if (store !== undefined) markup.item(l10n.t('Vouched for by the trust store'), store);
    return;
  }
  const { subject, issuer, sourceRepository, sourceRef, sourceDigest, buildConfig, run } = signer;
  const known = issuerName(issuer);
  markup.item(label, subject);
  markup.item(known === issuer ? l10n.t('Issuer') : l10n.t('Issuer {0}', known), issuer);
  if (sourceRepository !== undefined) markup.web(l10n.t('Repository'), sourceRepository);
  if (sourceRef !== undefined) markup.item(l10n.t('Ref'), sourceRef);
  if (sourceDigest !== undefined) markup.item(l10n.t('Commit'), sourceDigest);
  if (buildConfig !== undefined && buildConfig !== subject) markup.item(l10n.t('Workflow'), buildConfig);
  if (signer.trigger !== undefined) markup.item(l10n.t('Started by'), signer.trigger);
  if (signer.runner !== undefined) markup.item(l10n.t('Runner'), signer.runner);
  if (run !== undefined) markup.web(l10n.t('Run'), run);
}

function describeFacts(markup: Markup, { builder, source, commit, packages, scanner }: StatementFacts): void {
  if (builder !== undefined) markup.item(l10n.t('Builder'), builder);
  if (source !== undefined) markup.item(l10n.t('Source'), source);
  if (commit !== undefined) markup.item(l10n.t('Commit'), commit);
  if (packages !== undefined) markup.item(l10n.t('Packages: {0}', packages));
  if (scanner !== undefined) markup.item(l10n.t('Scanner'), scanner);
}

function isBundle({ kind, layout }: SignatureRecord): boolean {
  return kind === 'signature' && (layout === 'referrer' || layout === 'fallback-tag');
}

/** A legacy manifest holds several signatures, perhaps over the same payload. */
function keyOf({ manifestDigest, digest, annotations }: SignatureRecord): string {
  return `${manifestDigest} ${digest} ${annotations['dev.cosignproject.cosign/signature'] ?? ''}`;
}
