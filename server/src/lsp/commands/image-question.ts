import type { AnalyzedImage } from '../../analysis/finding.ts';
import { lookupsOf } from '../../analysis/lookup.ts';
import { verdictFor } from '../../analysis/verdict.ts';
import { parseImageReference } from '../../image/parse-reference.ts';
import type { ImageField } from '../../manifest/image-field.ts';
import type { SessionContext } from '../context.ts';
import { imageAt } from '../image-at.ts';
import { analysisOf, type ManifestProfile } from '../profiles.ts';
import type { VerifyImageParams } from '../protocol.ts';
import { readManifest } from './manifest-file.ts';

/** How an image is judged, wherever it stands. */
export type Judged = Pick<ManifestProfile, 'configuration' | 'evidence' | 'lookUps'>;

/** An image that a command is about. */
export interface Question {
  readonly profile: Judged;
  /** As things stand now. */
  readonly image: () => AnalyzedImage;
}

/** The image at a place of a file, or one that was typed: that is judged as the file, or the first folder, says. */
export async function questionOf(
  context: SessionContext,
  { uri, position, image }: VerifyImageParams,
): Promise<Question | undefined> {
  if (uri !== undefined && position !== undefined) {
    const file = await readManifest(context, uri);
    const found = file && imageAt(file.text, analysisOf(file.manifest, file.profile).images, position);
    if (file === undefined || found === undefined) return undefined;
    // What was asked about is reported, whatever becomes of the text meanwhile.
    return { profile: file.profile, image: () => asOfNow(found, file.profile) };
  }
  const text = image?.trim();
  if (text === undefined || text === '') return undefined;
  const profile = await context.profiles.forTyped(uri);
  const reference = parseImageReference(text);
  const typed: AnalyzedImage = {
    field: typedField(text),
    reference,
    evidence: { pending: false },
    verdict: 'unknown',
  };
  return { profile, image: () => asOfNow(typed, profile) };
}

function asOfNow(image: AnalyzedImage, { configuration, evidence }: Judged): AnalyzedImage {
  if (lookupsOf([image], configuration).length === 0) return image;
  const peeked = evidence.peek(image.reference, configuration);
  return { ...image, evidence: peeked, verdict: verdictFor(peeked) };
}

function typedField(text: string): ImageField {
  const span = { start: 0, end: text.length };
  return { text, span, verbatim: true, path: '', resource: { apiVersion: '', kind: '' } };
}
