import * as l10n from '@vscode/l10n';
import { shortDigest } from '../../image/digest.ts';
import { pinText } from '../../manifest/image-field.ts';
import type { TextEdit } from '../../manifest/text-span.ts';
import type { AnalyzedImage } from '../finding.ts';
import type { FixProvider } from './fix.ts';

/** `name:tag` → `name:tag@sha256:…`, to the digest the tag was seen to name and no other. */
export const pinDigest: FixProvider = {
  offer({ rule, image }) {
    if ((rule !== 'unpinned' && rule !== 'latest-tag') || !image) return undefined;
    const edit = pinEdit(image);
    if (!edit) return undefined;
    return { title: l10n.t('Pin to {0}', shortDigest(edit.digest)), preferred: true, edits: [edit] };
  },
};

/** The edit that pins an image that is not, or `undefined` while its digest is not known. */
export function pinEdit({
  field,
  reference,
  evidence,
}: AnalyzedImage): (TextEdit & { digest: string }) | undefined {
  if (reference.kind !== 'reference' || reference.digest !== undefined) return undefined;
  if (evidence.tag?.state !== 'resolved' || !field.pin || field.versionElsewhere) return undefined;
  const { digest } = evidence.tag;
  return { span: field.pin.span, newText: pinText(field.pin, digest), digest };
}
