import { shortDigest } from './digest.ts';
import type { ImageReference } from './reference.ts';

/** An image where there is little room. */
export interface ShortName {
  /** As written, when it is written. */
  readonly registry: string | undefined;
  /** What is written behind the registry; of a digest beside a tag nothing, of one alone what people compare. */
  readonly name: string;
}

export function shortName({ text, registry, tag, digest, digestSpan }: ImageReference): ShortName {
  const written = text.startsWith(`${registry}/`) ? registry : undefined;
  const start = written === undefined ? 0 : written.length + 1;
  const name = text.slice(start, digestSpan === undefined ? undefined : digestSpan.start - 1);
  const version = digest !== undefined && tag === undefined ? `@${shortDigest(digest)}` : '';
  return { registry: written, name: name + version };
}
