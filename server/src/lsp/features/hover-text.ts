import * as l10n from '@vscode/l10n';
import type { AnalyzedImage, Finding } from '../../analysis/finding.ts';
import { describeVerdict } from '../../analysis/verdict.ts';
import { visibleFindings } from '../../analysis/visible-findings.ts';
import type { RuleId } from '../../configuration/rule-ids.ts';
import { canonicalReference } from '../../image/names.ts';
import type { ImageReference } from '../../image/reference.ts';
import type { ImageDetails } from '../../registry/details.ts';
import { describeFault } from '../../registry/fault-message.ts';
import { type Discovery, isProvenance, type SignatureRecord } from '../../signature/report.ts';
import { commandTarget, linkTarget, type Markup } from '../markup.ts';
import { clientCommands } from '../protocol.ts';

const MAX_LISTED = 10;

export interface HoverFacts {
  /** `pending`: asked for, not here yet. */
  readonly details: ImageDetails | 'pending' | undefined;
  readonly uri: string;
  /** All findings about the image. */
  readonly findings: readonly Finding[];
  /** The client has our commands. */
  readonly commands: boolean;
  readonly pageOf: (rule: RuleId) => string | undefined;
}

/** The verdict in words, then everything that is known, then what can be done. */
export function describeImage(markup: Markup, image: AnalyzedImage, facts: HoverFacts): void {
  const { reference, evidence } = image;
  markup.heading(describeVerdict(image));
  if (reference.kind === 'reference') {
    markup.code(canonicalReference(reference));
    describeHidden(markup, facts.findings);
    describeDigest(markup, reference, image);
    describeDetails(markup, facts.details);
    if (evidence.image?.state === 'found') describeDiscovery(markup, evidence.image.discovery);
  } else {
    describeHidden(markup, facts.findings);
  }
  markup.links(linksFor(image, facts));
}

/** What is not drawn because something more severe stands on the same characters. */
function describeHidden(markup: Markup, findings: readonly Finding[]): void {
  const drawn = visibleFindings(findings);
  for (const finding of findings) if (!drawn.includes(finding)) markup.paragraph(finding.message);
}

function describeDigest(markup: Markup, reference: ImageReference, { evidence }: AnalyzedImage): void {
  const { tag } = evidence;
  const resolved = tag?.state === 'resolved' ? tag.digest : undefined;
  if (reference.digest !== undefined) {
    markup.item(l10n.t('Pinned to'), reference.digest);
    if (resolved !== undefined && resolved !== reference.digest)
      markup.item(l10n.t('The tag "{0}" now names', reference.tag ?? 'latest'), resolved);
  } else if (resolved !== undefined) {
    markup.item(l10n.t('Digest'), resolved);
  }
  if (tag?.state === 'fault' && reference.digest !== undefined) {
    const why = describeFault(tag.fault);
    markup.item(l10n.t('What the tag "{0}" names now is unknown: {1}', reference.tag ?? 'latest', why));
  }
}

function describeDetails(markup: Markup, details: ImageDetails | 'pending' | undefined): void {
  if (details === undefined) return;
  if (details === 'pending') {
    markup.item(l10n.t('Platforms and labels: being looked up…'));
    return;
  }
  const { platforms, created, labels, buildAttestations } = details;
  if (platforms.length > 0) markup.item(l10n.t('Platforms'), ...listed(platforms));
  // The year 1 is Go's way to say nothing.
  if (created !== undefined && !created.startsWith('0001-')) markup.item(l10n.t('Created'), created);
  const source = labels['org.opencontainers.image.source'];
  if (source) markup.web(l10n.t('Source'), source);
  const revision = labels['org.opencontainers.image.revision'];
  if (revision) markup.item(l10n.t('Revision'), revision);
  if (buildAttestations.length > 0)
    markup.item(l10n.t('Attestations of the build, unsigned'), ...listed(buildAttestations));
}

function describeDiscovery(markup: Markup, { signatures, others, unread }: Discovery): void {
  for (const record of signatures.slice(0, MAX_LISTED)) {
    const label = l10n.t('{0}, found as {1}, not verified yet', nameOf(record), placeOf(record));
    markup.item(
      label,
      record.mediaType,
      ...(record.predicateType === undefined ? [] : [record.predicateType]),
    );
  }
  if (signatures.length > MAX_LISTED) markup.item(l10n.t('… and {0} more', signatures.length - MAX_LISTED));
  if (others.length > 0)
    markup.item(l10n.t('Also attached'), ...listed(others.map(({ artifactType }) => artifactType)));
  for (const { place, fault } of unread)
    markup.item(l10n.t('Could not be read: {0}. {1}', place, describeFault(fault)));
}

function nameOf(record: SignatureRecord): string {
  if (isProvenance(record)) return l10n.t('SLSA provenance');
  if (record.kind === 'attestation') return l10n.t('Attestation');
  switch (record.layout) {
    case 'notation':
      return l10n.t('Notary Project signature');
    case 'legacy':
    case 'oci11':
    case 'legacy-attestation':
      return l10n.t('Cosign signature');
    case 'referrer':
    case 'fallback-tag':
      return record.mediaType.startsWith('application/vnd.dev.sigstore.bundle')
        ? l10n.t('Sigstore bundle')
        : l10n.t('Signature');
  }
}

function placeOf({ layout }: SignatureRecord): string {
  switch (layout) {
    case 'referrer':
    case 'oci11':
    case 'notation':
      return l10n.t('referrer');
    case 'fallback-tag':
      return l10n.t('fallback tag');
    case 'legacy':
      return l10n.t('.sig tag');
    case 'legacy-attestation':
      return l10n.t('.att tag');
  }
}

function listed(values: readonly string[]): string[] {
  const distinct = [...new Set(values)];
  const more = distinct.length - MAX_LISTED;
  return more > 0 ? [...distinct.slice(0, MAX_LISTED), `+${more}`] : distinct;
}

function linksFor({ field, reference, evidence }: AnalyzedImage, facts: HoverFacts) {
  const { commands, findings, uri, pageOf } = facts;
  const links: { title: string; target: string }[] = [];
  const unpinned = findings.some(({ rule }) => rule === 'unpinned' || rule === 'latest-tag');
  if (commands && unpinned && field.pin && reference.kind === 'reference' && !evidence.blocked)
    links.push({
      title: l10n.t('Pin the images of this file'),
      target: commandTarget(clientCommands.pinFile, uri),
    });
  for (const rule of new Set(findings.map((finding) => finding.rule))) {
    const page = pageOf(rule);
    if (commands)
      links.push({
        title: l10n.t('About "{0}"', rule),
        target: commandTarget(clientCommands.openRule, rule),
      });
    else if (page !== undefined) links.push({ title: l10n.t('About "{0}"', rule), target: linkTarget(page) });
  }
  const failed = evidence.tag?.state === 'fault' || evidence.image?.state === 'fault';
  if (commands && failed)
    links.push({ title: l10n.t('Show the log'), target: commandTarget(clientCommands.showOutput) });
  return links;
}
