import type { Span } from './text-span.ts';

/** The object an image stands in, as Kubernetes names it. Helm values and other files without a kind have neither. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** One place that names a container image. Spans are relative to the slice (or document) that holds the field. */
export interface ImageField {
  /** The whole reference as the cluster would read it; of split fields put together (`registry/repository:tag@digest`). */
  readonly text: string;
  /** Exactly the characters of the reference; for split fields those of the value a fix would edit. */
  readonly span: Span;
  /** True when the source under `span` is `text` to the letter, so that offsets into `text` are offsets into the source. */
  readonly verbatim: boolean;
  /** Where an alias to the reference stands; hovers answer there too. */
  readonly alias?: Span;
  /** Only for split fields: where the name and where the tag or digest are written. */
  readonly parts?: { readonly name: Span; readonly version?: Span };
  /** The field's path in Kubernetes' notation: `spec.template.spec.containers[0].image`. */
  readonly path: string;
  readonly resource: Resource;
  /** Absent where nothing can be pinned (the place takes a repository only, or the digest belongs elsewhere). */
  readonly pin?: PinSlot;
  /**
   * The tag or digest is said elsewhere (a Kustomize base, a chart's appVersion, a semver range resolved in the
   * cluster): its absence here means nothing, and there is nothing to look up or to pin.
   */
  readonly versionElsewhere?: true;
  /** Found by the generic rule, not by the table of kinds: never more than a hint. */
  readonly guessed?: true;
}

/**
 * How a digest is written here: replace `span` with `before + digest + after`. The digest is `sha256:<hex>`, or the
 * hex alone where the field wants that.
 */
export interface PinSlot {
  readonly span: Span;
  readonly before: string;
  readonly after: string;
  readonly hexOnly?: true;
}

export function pinText(slot: PinSlot, digest: string): string {
  const value = slot.hexOnly ? digest.slice(digest.indexOf(':') + 1) : digest;
  return slot.before + value + slot.after;
}
