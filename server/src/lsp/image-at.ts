import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { AnalyzedImage } from '../analysis/finding.ts';
import { placesOf } from '../analysis/image-places.ts';
import { contains } from '../manifest/text-span.ts';
import { toOffset } from './convert.ts';
import type { TextPosition } from './protocol.ts';

/** The image at a place of a text: where it is written, or an alias to it. */
export function imageAt(
  text: TextDocument,
  images: readonly AnalyzedImage[],
  position: TextPosition,
): AnalyzedImage | undefined {
  const offset = toOffset(text, position);
  return images.find((image) => placesOf(image).some((span) => contains(span, offset)));
}
