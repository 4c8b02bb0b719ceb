import * as l10n from '@vscode/l10n';
import { shortDigest } from '../../image/digest.ts';
import { pinText } from '../../manifest/image-field.ts';
import type { FixProvider } from './fix.ts';

/** A pin whose tag has moved on → the digest the tag names now. */
export const updatePin: FixProvider = {
  offer({ rule, image }) {
    if (rule !== 'tag-moved' || !image?.field.pin || image.evidence.tag?.state !== 'resolved')
      return undefined;
    const { digest } = image.evidence.tag;
    return {
      title: l10n.t('Update the pin to {0}', shortDigest(digest)),
      preferred: true,
      edits: [{ span: image.field.pin.span, newText: pinText(image.field.pin, digest) }],
    };
  },
};
