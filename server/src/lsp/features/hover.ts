import type { CancellationToken, Hover, HoverParams } from 'vscode-languageserver/node';
import type { AnalyzedImage } from '../../analysis/finding.ts';
import { placesOf, sameField } from '../../analysis/image-places.ts';
import { lookupOf } from '../../analysis/lookup.ts';
import { visibleFindings } from '../../analysis/visible-findings.ts';
import { hoverConfiguration } from '../../configuration/completion.ts';
import { contains, type Span } from '../../manifest/text-span.ts';
import { deferred } from '../../platform/deferred.ts';
import type { ImageDetails } from '../../registry/details.ts';
import { priority } from '../../registry/host-limiter.ts';
import { canTrust } from '../configuration-edit.ts';
import { openManifest, type SessionContext } from '../context.ts';
import { toOffset, toPosition, toRange } from '../convert.ts';
import { describeImage } from '../describe/image.ts';
import type { OpenDocument } from '../document-store.ts';
import { imageAt } from '../image-at.ts';
import { Markup } from '../markup.ts';
import { analysisOf, type ManifestProfile } from '../profiles.ts';
import { hoverLinks } from './hover-links.ts';

/** Milliseconds a hover waits for an answer that is already on its way; then it shows what is known. */
const GRACE_MS = 150;

/** `textDocument/hover`: what is known of the image under the cursor, or of the setting in `.imageseal.yaml`. */
export function registerHover(context: SessionContext): void {
  const { connection, guard } = context;
  connection.onHover(
    guard.request('textDocument/hover', null, (params: HoverParams, token) => hover(context, params, token)),
  );
}

async function hover(
  context: SessionContext,
  params: HoverParams,
  token: CancellationToken,
): Promise<Hover | null> {
  const opened = await openManifest(context, params.textDocument.uri);
  if (opened === undefined) return await hoverSetting(context, params);
  const { document, profile } = opened;
  const asked = imageUnder(document, profile, params);
  if (asked === undefined) return null;
  const details = await lookCloser(context, document, profile, asked, token);
  // The text may have changed while somebody else was asked.
  const image = imageUnder(document, profile, params);
  if (image === undefined || context.documents.get(document.uri) !== document) return null;

  const all = analysisOf(document.manifest(profile.manifest), profile).findings;
  const findings = all.filter((finding) => finding.image && sameField(finding.image, image));
  const drawn = visibleFindings(findings);
  const markup = new Markup(context.client.hoverMarkup);
  const links = hoverLinks(image, {
    uri: document.uri,
    position: toPosition(document.text, image.field.span.start),
    findings,
    commands: context.client.commands,
    canTrust: canTrust(context, document.path, profile),
    pageOf: (rule) => context.style.pageOf(rule),
  });
  describeImage(markup, image, {
    details: image.reference === asked.reference ? details : undefined,
    findings: findings.filter((finding) => !drawn.includes(finding)),
    links,
  });
  return { contents: markup.content(), range: toRange(document.text, placeAt(document, image, params)) };
}

/** Sees to it that the image is looked up next, and waits for it a moment. */
async function lookCloser(
  { engine, wanted }: SessionContext,
  document: OpenDocument,
  profile: ManifestProfile,
  { reference }: AnalyzedImage,
  token: CancellationToken,
): Promise<ImageDetails | 'pending' | undefined> {
  if (reference.kind !== 'reference' || !profile.lookUps || engine.mode !== 'online') return undefined;
  const lookup = lookupOf(reference, profile.configuration);
  const deadline = performance.now() + GRACE_MS;
  const left = () => Math.max(0, deadline - performance.now());
  const digest = () => {
    const { tag, image } = engine.store.peek(reference, profile.configuration);
    if (image !== undefined && image.state !== 'found') return undefined;
    return reference.digest ?? (tag?.state === 'resolved' ? tag.digest : undefined);
  };
  if (engine.store.isStale(lookup)) {
    wanted.hovered(document, [lookup]);
    await within(
      left(),
      token,
      untilKnown(engine.store, () => !engine.store.isStale(lookup)),
    );
  }
  const named = digest();
  if (named === undefined) return undefined;
  const reading = engine.resolver
    .details(lookup, named, { priority: priority.hovered })
    .catch(() => undefined);
  const read = await within(left(), token, reading);
  return read === late ? 'pending' : read;
}

const late = Symbol('late');

/** What `promise` gives, or `late` after `ms` milliseconds or when the request is cancelled. */
async function within<T>(
  ms: number,
  token: CancellationToken,
  promise: Promise<T>,
): Promise<T | typeof late> {
  let timer: NodeJS.Timeout | undefined;
  const cancelled = deferred<typeof late>();
  const listener = token.onCancellationRequested(() => cancelled.resolve(late));
  const timeout = new Promise<typeof late>((resolve) => {
    timer = setTimeout(resolve, ms, late);
  });
  try {
    return await Promise.race([promise, timeout, cancelled.promise]);
  } finally {
    clearTimeout(timer);
    listener.dispose();
  }
}

function untilKnown(store: SessionContext['engine']['store'], known: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = store.onChange(() => {
      if (!known()) return;
      stop();
      resolve();
    });
    setTimeout(stop, 2 * GRACE_MS);
  });
}

function imageUnder(
  document: OpenDocument,
  profile: ManifestProfile,
  { position }: HoverParams,
): AnalyzedImage | undefined {
  const { images } = analysisOf(document.manifest(profile.manifest), profile);
  return imageAt(document.text, images, position);
}

function placeAt(document: OpenDocument, image: AnalyzedImage, { position }: HoverParams): Span {
  const offset = toOffset(document.text, position);
  return placesOf(image).find((span) => contains(span, offset)) ?? image.field.span;
}

async function hoverSetting({ documents, profiles, client }: SessionContext, params: HoverParams) {
  const document = documents.get(params.textDocument.uri);
  if (document === undefined) return null;
  const profile = await profiles.of(document.uri, document.text.languageId);
  if (profile.kind !== 'configuration') return null;
  const found = hoverConfiguration(document.text.getText(), toOffset(document.text, params.position));
  if (found === undefined) return null;
  const markup = new Markup(client.hoverMarkup);
  markup.paragraph(found.text);
  return { contents: markup.content(), range: toRange(document.text, found.span) };
}
