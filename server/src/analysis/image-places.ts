import { type Span, sameSpan } from '../manifest/text-span.ts';
import type { AnalyzedImage } from './finding.ts';

/** Where an image answers to the cursor: an alias to it (nearer than its anchor), its parts where it is split, itself. */
export function placesOf({ field }: AnalyzedImage): Span[] {
  const { alias, parts, span } = field;
  return [
    ...(alias ? [alias] : []),
    ...(parts ? [parts.name, ...(parts.version ? [parts.version] : [])] : []),
    span,
  ];
}

/** Are both written at the same place? An alias and its anchor are. */
export function sameField(a: AnalyzedImage, b: AnalyzedImage): boolean {
  return sameSpan(a.field.span, b.field.span);
}
