import type { ImageReference } from '../image/reference.ts';

/** The reference without its digest, which would push the point out of sight. */
export function nameAndTag({ text, digestSpan }: ImageReference): string {
  return digestSpan === undefined ? text : text.slice(0, digestSpan.start - 1);
}
