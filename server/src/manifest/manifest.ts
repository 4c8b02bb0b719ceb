import { sliceDocuments } from './document-slices.ts';
import type { FileKind } from './file-kind.ts';
import type { ImageField, Resource } from './image-field.ts';
import type { CompiledImagePaths } from './image-paths.ts';
import { scanYaml } from './line-scanner.ts';
import { splitList } from './list-items.ts';
import { locateImages, mayHoldImage } from './locate.ts';
import { outlineOf } from './outline.ts';
import { findSuppressions, mentionsSuppression, type Suppression } from './suppressions.ts';
import { MASK, maskTemplates } from './template-mask.ts';
import { readYaml } from './yaml-reader.ts';

/** Characters; a larger file is not read at all (generated bundles, not something a person edits). */
export const MAX_LENGTH = 16 * 1024 * 1024;

const BYTE_ORDER_MARK = 0xfeff;

export interface ManifestOptions {
  readonly fileKind: FileKind;
  /** The user's own kinds (`imagePaths`), compiled. */
  readonly imagePaths?: CompiledImagePaths;
}

/** A whole file: its documents, each with what was found in it. */
export interface Manifest {
  readonly options: ManifestOptions;
  readonly documents: readonly ManifestDocument[];
}

export interface ManifestDocument {
  /** Where the document starts in the file; every span in `content` counts from here. */
  readonly offset: number;
  readonly source: string;
  readonly content: DocumentContent;
  /** What the fields' paths begin with, for an item of a large `List`, which is kept like a document of its own. */
  readonly pathPrefix?: string;
}

/** What is kept of a document: fields, never the syntax tree. The same object as long as the text stays the same. */
export interface DocumentContent {
  readonly fields: readonly ImageField[];
  readonly suppressions: readonly Suppression[];
}

const nothing: DocumentContent = { fields: [], suppressions: [] };

/**
 * Reads a YAML stream or JSON file. Never throws; damage in one document does not touch the others. With the previous
 * result of the same file only the documents whose text changed are read again.
 */
export function parseManifest(text: string, options: ManifestOptions, previous?: Manifest): Manifest {
  const suppressing = mentionsSuppression(text);
  if (text.length > MAX_LENGTH || !(suppressing || mayHoldImage(text, options)))
    return { options, documents: [] };
  const known = previous?.options === options ? previous.documents : [];
  const pieces = piecesOf(text, suppressing);
  // An edit changes few documents and moves the rest: those in front of it and behind it are known by their place,
  // what lies between (documents cut, pasted, moved) by its text.
  const common = Math.min(known.length, pieces.length);
  let front = 0;
  while (front < common && known[front]?.source === pieces[front]?.source) front += 1;
  let back = 0;
  while (back < common - front && known.at(-1 - back)?.source === pieces.at(-1 - back)?.source) back += 1;
  const between = known.slice(front, known.length - back);
  const byText = new Map(between.map((document) => [document.source, document.content]));
  const shift = known.length - pieces.length;
  const documents = pieces.map((piece, index): ManifestDocument => {
    const inFront = index < front;
    const same =
      inFront || index >= pieces.length - back ? known[inFront ? index : index + shift] : undefined;
    const content = same?.content ?? byText.get(piece.source) ?? readDocument(piece, options, suppressing);
    return { ...piece, content };
  });
  return { options, documents };
}

type Piece = Omit<ManifestDocument, 'content'>;

/** What is read, and kept, by itself: the documents of the stream; of a large `List` its items. */
function piecesOf(text: string, suppressing: boolean): Piece[] {
  const pieces: Piece[] = [];
  for (const { start, end } of sliceDocuments(text)) {
    const source = text.slice(start, end);
    // A comment may suppress findings in a whole list.
    const items = suppressing ? undefined : splitList(source);
    if (!items) pieces.push({ offset: start, source });
    for (const [index, span] of items?.entries() ?? []) {
      const item = source.slice(span.start, span.end);
      pieces.push({ offset: start + span.start, source: item, pathPrefix: `items[${index}].` });
    }
  }
  return pieces;
}

function readDocument(
  { source, pathPrefix }: Piece,
  options: ManifestOptions,
  suppressing: boolean,
): DocumentContent {
  const suppressed = suppressing && mentionsSuppression(source);
  const promising = mayHoldImage(source, options);
  if (!suppressed && !promising) return nothing;
  // Blanks of the same length stand in for what is no YAML, so that every offset stays true.
  const clean = maskTemplates(source.charCodeAt(0) === BYTE_ORDER_MARK ? `\n${source.slice(1)}` : source);
  // Suppression comments are told from text by the whole tree.
  const outline = suppressed ? undefined : outlineOf(clean, options);
  if (outline === 'none') return nothing;
  const skip = options.fileKind === 'manifest' && !suppressed && !options.imagePaths?.markers.length;
  const tree = scanYaml(clean, { skip, ...(outline && { outline }) }) ?? readYaml(clean);
  // An item of a `List` comes with its dash.
  const root = pathPrefix !== undefined && tree?.type === 'seq' ? tree.items[0] : tree;
  const located = root && promising ? locateImages(root, clean, options) : [];
  const fields = clean === source ? located : located.map((field) => unmask(field, source));
  const spans = fields.map((field) => field.span);
  const suppressions = suppressed ? findSuppressions(source, root, spans) : [];
  return fields.length === 0 && suppressions.length === 0 ? nothing : { fields, suppressions };
}

const maskedRun = new RegExp(`${MASK}+`, 'g');

/** Puts template actions back into what was masked: the user knows it by its own text. */
function unmask(field: ImageField, source: string): ImageField {
  const { name, namespace } = field.resource;
  const named =
    name?.includes(MASK) || namespace?.includes(MASK)
      ? { ...field, resource: unmaskNames(field.resource) }
      : field;
  if (!field.text.includes(MASK)) return named;
  const { pin: _, parts, ...rest } = named;
  if (parts === undefined)
    return { ...rest, text: source.slice(field.span.start, field.span.end), verbatim: true };
  return { ...rest, parts, text: elide(field.text) };
}

function unmaskNames(resource: Resource): Resource {
  const { name, namespace } = resource;
  return {
    ...resource,
    ...(name !== undefined && { name: elide(name) }),
    ...(namespace !== undefined && { namespace: elide(namespace) }),
  };
}

function elide(text: string): string {
  return text.replace(maskedRun, '{{…}}');
}
