import * as l10n from '@vscode/l10n';
import { cosignSentences } from './cosign/sentences.ts';
import { notationSentences } from './notation/sentences.ts';
import { type Sentence, utc } from './sentence.ts';

/** Every sentence that a check can end with: what was found, or what is wrong and what to do about it. */
const sentences = {
  ...cosignSentences,
  ...notationSentences,

  internal: (why) => l10n.t('It could not be verified because of a defect in ImageSeal: {0}.', why ?? ''),

  'subject-same': () => l10n.t('It is of exactly this image.'),
  'subject-other': (digest) => l10n.t('It is of another image: {0}.', digest ?? ''),
  'subject-listed': (digest) =>
    l10n.t('The registry lists it for this image, but it belongs to {0}.', digest ?? ''),
  'subject-unnamed': () =>
    l10n.t('The registry lists it for this image, but it says of no image that it belongs to it.'),

  'signature-certificate': () => l10n.t('The signature holds under the key of the certificate.'),
  'signature-wrong-certificate': () =>
    l10n.t('The signature does not hold under the key of its certificate: what was signed has been changed.'),

  'time-timestamp': (at) => l10n.t('It was made by {0}, says a timestamp authority.', utc(at)),

  'signer-identity': (rule) => l10n.t('The signer is trusted by {0}.', rule ?? ''),
  'signer-stranger': (rule) => l10n.t('The signer is not among those that {0} trusts.', rule ?? ''),
  'annotations-present': () => l10n.t('It carries the annotations that are asked for.'),
  'annotations-missing': (key, wanted, found) =>
    found === undefined
      ? l10n.t('It does not carry the annotation {0}={1}.', key ?? '', wanted ?? '')
      : l10n.t('The annotation {0} is "{1}" and not "{2}".', key ?? '', found, wanted ?? ''),
  'accept-provenance': (rule) => l10n.t('{0} accepts provenance alone, and this is a signature.', rule ?? ''),
} as const satisfies Record<string, Sentence>;

export type DetailId = keyof typeof sentences;

/** A sentence that is put into words only where it is shown: reports outlive the language of the editor. */
export interface Detail {
  readonly id: DetailId;
  readonly args: readonly string[];
}

/** What a check ended with, as one sentence. */
export function describeDetail({ id, args }: Detail): string {
  const sentence: Sentence = sentences[id];
  return sentence(...args);
}
