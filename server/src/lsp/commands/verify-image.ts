import * as l10n from '@vscode/l10n';
import { MarkupKind } from 'vscode-languageserver/node';
import { moment } from '../../analysis/day.ts';
import type { AnalyzedImage } from '../../analysis/finding.ts';
import { lookupOf, lookupsOf } from '../../analysis/lookup.ts';
import { canonicalTagged } from '../../image/names.ts';
import type { ImageDetails } from '../../registry/details.ts';
import { priority } from '../../registry/host-limiter.ts';
import type { SessionContext } from '../context.ts';
import { describeImage } from '../describe/image.ts';
import { Markup } from '../markup.ts';
import { type VerifyImageParams, type VerifyImageResult, verifyImageRequest } from '../protocol.ts';
import { type Judged, questionOf } from './image-question.ts';
import type { LongRequest, LongRequests } from './long-requests.ts';

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
