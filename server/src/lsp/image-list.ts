import type { Range } from 'vscode-languageserver/node';
import type { AnalyzedImage } from '../analysis/finding.ts';
import { shortName } from '../image/short-name.ts';
import type { CheckedFile, ClosedFiles } from './closed-files.ts';
import { openManifest, type SessionContext } from './context.ts';
import { toRange } from './convert.ts';
import { longSummaryOf } from './describe/verdict.ts';
import type { OpenDocument } from './document-store.ts';
import { analysisOf, type ManifestProfile } from './profiles.ts';
import type { ImageItem } from './protocol.ts';
import { pathOf } from './uris.ts';

/** Above this a list is for nobody. */
const maxItems = 20_000;

/** Every image that is known of: of the open manifests, and of the files that were part of a check. */
export async function listImages(context: SessionContext, closedFiles: ClosedFiles): Promise<ImageItem[]> {
  const items: ImageItem[] = [];
  const open = new Set<string>();
  for (const { uri, path } of context.documents.all()) {
    open.add(path ?? uri);
    items.push(...(await imagesOfDocument(context, uri)));
  }
  for (const file of closedFiles.files()) {
    // The client may spell the URI of an open file differently from us.
    if (!open.has(pathOf(file.uri) ?? file.uri)) items.push(...imagesOfFile(file));
  }
  return items.slice(0, maxItems);
}

/** The images of an open document; none when it is no manifest. */
export async function imagesOfDocument(context: SessionContext, uri: string): Promise<ImageItem[]> {
  const opened = await openManifest(context, uri);
  return opened ? imagesOfOpen(opened.document, opened.profile) : [];
}

function imagesOfOpen(document: OpenDocument, profile: ManifestProfile): ImageItem[] {
  const { images } = analysisOf(document.manifest(profile.manifest), profile);
  return images.map((image) => itemOf(document.uri, image, toRange(document.text, placeOf(image))));
}

function imagesOfFile({ uri, manifest, profile, ranges }: CheckedFile): ImageItem[] {
  return analysisOf(manifest, profile).images.flatMap((image, index) => {
    const range = ranges[index];
    return range ? [itemOf(uri, image, range)] : [];
  });
}

/** Where an image is shown: an alias stands for itself. */
export function placeOf({ field }: AnalyzedImage) {
  return field.alias ?? field.span;
}

function itemOf(uri: string, image: AnalyzedImage, range: Range): ImageItem {
  const { field, reference, verdict } = image;
  const { registry, name } =
    reference.kind === 'reference' ? shortName(reference) : { registry: undefined, name: field.text };
  const short = { name, ...(registry !== undefined && { registry }) };
  return { uri, range, image: field.text, ...short, verdict, summary: longSummaryOf(image) };
}
