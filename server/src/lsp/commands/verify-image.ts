import * as l10n from '@vscode/l10n';
import { MarkupKind } from 'vscode-languageserver/node';
import { moment } from '../../analysis/day.ts';
import type { AnalyzedImage } from '../../analysis/finding.ts';
import { lookupOf, lookupsOf } from '../../analysis/lookup.ts';
import { verdictFor } from '../../analysis/verdict.ts';
import { canonicalTagged } from '../../image/names.ts';
import { parseImageReference } from '../../image/parse-reference.ts';
import type { ImageField } from '../../manifest/image-field.ts';
import type { ImageDetails } from '../../registry/details.ts';
import { priority } from '../../registry/host-limiter.ts';
import type { SessionContext } from '../context.ts';
import { describeImage } from '../describe/image.ts';
import { imageAt } from '../image-at.ts';
import { Markup } from '../markup.ts';
import { analysisOf, type ManifestProfile } from '../profiles.ts';
import { type VerifyImageParams, type VerifyImageResult, verifyImageRequest } from '../protocol.ts';
import type { LongRequest, LongRequests } from './long-requests.ts';
import { readManifest } from './manifest-file.ts';

type Judged = Pick<ManifestProfile, 'configuration' | 'evidence' | 'lookUps'>;

interface Question {
  readonly profile: Judged;
  /** As things stand now. */
  readonly image: () => AnalyzedImage;
}

/** `imageseal/verifyImage`: asks the registry of one image again, verifies what it holds, and reports everything. */
export function registerVerifyImage(context: SessionContext, requests: LongRequests): void {
  requests.serve<VerifyImageParams, VerifyImageResult | null>(
    verifyImageRequest,
    () => l10n.t('Verifying the image'),
    (params, request) => verifyImage(context, params, request),
  );
}

async function verifyImage(
  context: SessionContext,
  params: VerifyImageParams,
  { signal }: LongRequest,
): Promise<VerifyImageResult | null> {
  const question = await questionOf(context, params);
  if (question === undefined) return null;
  const { profile } = question;
  const asked = question.image();
  const { engine } = context;
  const online = engine.mode === 'online' && profile.lookUps;
  if (online) {
    const options = { priority: priority.hovered, signal, fresh: true };
    await Promise.all(
      lookupsOf([asked], profile.configuration).map((lookup) => engine.resolver.lookUp(lookup, options)),
    );
  }
  if (signal.aborted) return null;
  const image = question.image();
  const details = online ? await detailsOf(context, image, profile, signal) : undefined;
  return report(image, details);
}

function report(image: AnalyzedImage, details: ImageDetails | undefined): VerifyImageResult {
  const { reference, verdict, field } = image;
  const title = reference.kind === 'reference' ? canonicalTagged(reference) : field.text;
  const markup = new Markup(MarkupKind.Markdown, true);
  markup.title(title);
  describeImage(markup, image, { details, findings: [] });
  if (reference.kind === 'invalid') markup.paragraph(reference.message);
  markup.paragraph(l10n.t('As of {0}.', moment(Date.now())));
  return { title, text: markup.content().value, verdict };
}

/** The image at a place of a file, or one that was typed: that is judged as the file, or the first folder, says. */
async function questionOf(
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

async function detailsOf(
  { engine }: SessionContext,
  { reference, evidence }: AnalyzedImage,
  { configuration }: Judged,
  signal: AbortSignal,
): Promise<ImageDetails | undefined> {
  if (reference.kind !== 'reference' || evidence.image?.state !== 'found') return undefined;
  const lookup = lookupOf(reference, configuration);
  const options = { priority: priority.hovered, signal };
  return await engine.resolver.details(lookup, evidence.image.digest, options).catch(() => undefined);
}
