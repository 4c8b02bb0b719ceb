import * as l10n from '@vscode/l10n';
import type { ImageReference } from '../image/reference.ts';
import { describeFault } from '../registry/fault-message.ts';
import type { Verdict } from '../signature/report.ts';
import { deciding, hasExpired } from './deciding-signature.ts';
import type { Evidence } from './evidence.ts';
import type { AnalyzedImage } from './finding.ts';
import { verdictOf } from './image-verdict.ts';
import { lacksVersion } from './lookup.ts';

/** Anything short of a complete look is "unknown". */
export function verdictFor({ image, assessment }: Evidence): Verdict {
  return verdictOf(image, assessment);
}

/** The verdict in words, one sentence; of "unknown" the reason and what to do about it. */
export function describeVerdict(image: AnalyzedImage): string {
  switch (image.verdict) {
    case 'trusted':
      return l10n.t('Signed by someone this workspace trusts.');
    case 'signed':
      return l10n.t('Signed and verified; nobody has said whom to trust.');
    case 'unverified':
      return l10n.t('Signed, and there is nothing here to verify the signature with.');
    case 'untrusted':
      return l10n.t('Signed, but not by anybody this workspace trusts.');
    case 'invalid':
      return hasExpired(deciding(image.evidence, 'invalid'))
        ? l10n.t('The signature has expired.')
        : l10n.t('The signature is broken.');
    case 'unsigned':
      return l10n.t('Not signed: every place where a signature can be was looked at.');
    case 'unknown':
      return describeUnknown(image);
  }
}

function describeUnknown({ field, reference, evidence }: AnalyzedImage): string {
  if (reference.kind === 'templated')
    return l10n.t('Filled in later by {0}, so nothing can be said of it here.', reference.by);
  if (reference.kind === 'invalid') return l10n.t('Not looked up: this is not an image reference.');
  if (lacksVersion(field, reference)) {
    return l10n.t('Not looked up: the tag or digest of this image is said in another file.');
  }
  return whyUnknown(reference, evidence);
}

/** Why nothing can be said of an image, and what to do about it. */
export function whyUnknown({ digest }: ImageReference, evidence: Evidence): string {
  const { tag, image, assessment, blocked, pending } = evidence;
  if (image?.state === 'found') {
    const unread = image.discovery.unread[0] ?? assessment?.unread[0];
    if (unread)
      return l10n.t('Unknown: {0} could not be read. {1}', unread.place, describeFault(unread.fault));
    if (assessment?.problem !== undefined) return l10n.t('Unknown: {0}', assessment.problem);
    return l10n.t('A signature was found and is being verified.');
  }
  if (image?.state === 'fault') return l10n.t('Unknown: {0}', describeFault(image.fault));
  if (image?.state === 'not-found') return l10n.t('Unknown: the registry has no such image.');
  if (digest === undefined && tag?.state === 'fault') return l10n.t('Unknown: {0}', describeFault(tag.fault));
  if (digest === undefined && tag?.state === 'not-found')
    return l10n.t('Unknown: the registry has no such image.');
  if (blocked) return l10n.t('Not checked: {0}', describeFault(blocked));
  if (pending) return l10n.t('Being looked up.');
  return l10n.t('Not looked up yet.');
}
