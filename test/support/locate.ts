import { expect } from 'vitest';
import { type ImageField, pinText } from '../../server/src/manifest/image-field.ts';
import { type LocateOptions, locateImages, mayHoldImage } from '../../server/src/manifest/locate.ts';
import { parseManifest } from '../../server/src/manifest/manifest.ts';
import { applyEdits, type TextEdit } from '../../server/src/manifest/text-span.ts';
import { readYaml } from '../../server/src/manifest/yaml-reader.ts';

export const HEX = '0123456789abcdef'.repeat(4);
export const DIGEST = `sha256:${HEX}`;

/** The image fields of one document. */
export function locate(source: string, options: LocateOptions = { fileKind: 'manifest' }): ImageField[] {
  const root = readYaml(source);
  const fields = root ? locateImages(root, source, options) : [];
  if (fields.length > 0 && !mayHoldImage(source, options)) {
    throw new Error('mayHoldImage says that nothing can be found where something is');
  }
  assertFastPathAgrees(source, options, fields);
  return fields;
}

/** What the engine reads with, scanner and outlines, has to find the same as reading every word with the library. */
function assertFastPathAgrees(source: string, options: LocateOptions, fields: readonly ImageField[]): void {
  // Template actions are masked on the way.
  if (source.includes('{{')) return;
  const { documents } = parseManifest(source, options);
  if (documents.length === 1) expect(documents[0]?.content.fields).toEqual(fields);
}

/** One line per image: `path = text`, and what is unusual about it. */
export function listing(source: string, options?: LocateOptions): string[] {
  return locate(source, options).map((field) => {
    const marks = [field.guessed && 'guessed', field.versionElsewhere && 'version elsewhere'].filter(Boolean);
    return `${field.path} = ${field.text}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`;
  });
}

/** The source with every image pinned; an anchor that several fields share is edited once. */
export function pinned(source: string, options?: LocateOptions, digest = DIGEST): string {
  const edits = new Map<string, TextEdit>();
  for (const { pin } of locate(source, options)) {
    if (pin)
      edits.set(`${pin.span.start}-${pin.span.end}`, { span: pin.span, newText: pinText(pin, digest) });
  }
  return applyEdits(source, [...edits.values()]);
}

/** What the source says under a field's span. */
export function written(source: string, field: ImageField): string {
  return source.slice(field.span.start, field.span.end);
}
