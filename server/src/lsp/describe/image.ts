import * as l10n from '@vscode/l10n';
import { day } from '../../analysis/day.ts';
import type { Assessment } from '../../analysis/evidence.ts';
import type { AnalyzedImage, Finding } from '../../analysis/finding.ts';
import { canonicalTagged } from '../../image/names.ts';
import type { ImageReference } from '../../image/reference.ts';
import type { ImageDetails } from '../../registry/details.ts';
import { describeFault } from '../../registry/fault-message.ts';
import type { Link, Markup } from '../markup.ts';
import { listed } from './listed.ts';
import { describeSignatures } from './signatures.ts';
import { remarksOn, summaryOf, verdictName } from './verdict.ts';

export interface ImageFacts {
  /** `pending`: asked for, not here yet. */
  readonly details: ImageDetails | 'pending' | undefined;
  /** What else is to be said of it: findings that no squiggle shows. */
  readonly findings: readonly Finding[];
  /** What can be done about it. */
  readonly links?: readonly Link[];
}

/** The verdict in words, then everything that is known. */
export function describeImage(markup: Markup, image: AnalyzedImage, facts: ImageFacts): void {
  const { reference, evidence } = image;
  markup.heading(summaryOf(image));
  for (const remark of remarksOn(image)) markup.paragraph(remark);
  for (const { message } of facts.findings) markup.paragraph(message);
  // A hover shows little more than its beginning, so what can be done stands there.
  markup.links(facts.links ?? []);
  // A page has it for its title; the digest has a line of its own.
  if (reference.kind === 'reference' && !markup.page) markup.code(canonicalTagged(reference));
  if (reference.kind !== 'reference') return;
  describeIndex(markup, image);
  describeDigest(markup, reference, image);
  if (evidence.image?.state === 'found') describeSignatures(markup, image, evidence.image);
  if (evidence.assessment) describeRoots(markup, evidence.assessment);
  if (facts.details) describeDetails(markup, facts.details);
}

/** A pass of the index is none of its platforms, nor the other way round. */
function describeIndex(markup: Markup, { evidence: { index } }: AnalyzedImage): void {
  if (!index) return;
  markup.paragraph(
    l10n.t(
      'Only one platform is pinned. The tag names an index that holds it, {0}, and the signatures of that are judged by themselves: {1}.',
      index.digest,
      verdictName(index.verdict),
    ),
  );
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

function describeDetails(markup: Markup, details: ImageDetails | 'pending'): void {
  const heading = l10n.t('Image');
  if (details === 'pending') {
    markup.section(heading);
    markup.item(l10n.t('Platforms and labels: being looked up…'));
    return;
  }
  const { platforms, labels, buildAttestations } = details;
  // The year 1 is Go's way to say nothing.
  const created = details.created?.startsWith('0001-') ? undefined : details.created;
  const source = labels['org.opencontainers.image.source'];
  const revision = labels['org.opencontainers.image.revision'];
  if (platforms.length + buildAttestations.length === 0 && !created && !source && !revision) return;
  markup.section(heading);
  if (platforms.length > 0) markup.item(l10n.t('Platforms'), ...listed(platforms));
  if (created) markup.item(l10n.t('Created'), created);
  if (source) markup.web(l10n.t('Source'), source);
  if (revision) markup.item(l10n.t('Revision'), revision);
  if (buildAttestations.length > 0)
    markup.item(l10n.t('Attestations of the build, unsigned'), ...listed(buildAttestations));
}

/** By what the certificates were judged, and how old that is. */
function describeRoots(markup: Markup, { roots, reports }: Assessment): void {
  if (!roots || !reports.some(({ signer }) => signer?.type === 'certificate')) return;
  const age = day(roots.at);
  markup.paragraph(
    roots.source === 'tuf'
      ? l10n.t('Certificates were judged by the trusted roots of Sigstore, confirmed on {0}.', age)
      : l10n.t(
          'Certificates were judged by the trusted roots of Sigstore that come with ImageSeal, as of {0}.',
          age,
        ),
  );
  if (roots.problem !== undefined) markup.paragraph(roots.problem);
}
