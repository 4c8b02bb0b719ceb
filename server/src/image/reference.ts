import type { Span } from '../manifest/text-span.ts';

/** A well-formed image reference, normalised as distribution/reference (and so the kubelet) does it. */
export interface ImageReference {
  readonly kind: 'reference';
  /** As written. */
  readonly text: string;
  /** `docker.io` for Docker Hub, else the host as written, with its port. */
  readonly registry: string;
  /** `library/nginx`, `acme/app`. */
  readonly repository: string;
  /** As written; `undefined` when there is none. */
  readonly tag: string | undefined;
  /** `sha256:<hex>`; wins over the tag. */
  readonly digest: string | undefined;
  /** Offsets into `text`: everything before the tag, the tag without its colon, the digest without its `@`. */
  readonly nameSpan: Span;
  readonly tagSpan: Span | undefined;
  readonly digestSpan: Span | undefined;
}

/** Not a reference. `message` is one sentence for the user, `span` the offending part of the text. */
export interface InvalidReference {
  readonly kind: 'invalid';
  readonly text: string;
  readonly message: string;
  readonly span: Span;
}

/** Something fills this in later (Helm, envsubst, Tekton, ko, …): nothing can be said of it here. */
export interface TemplatedReference {
  readonly kind: 'templated';
  readonly text: string;
  /** Which template language, by its usual name. */
  readonly by: string;
}

export type ParsedReference = ImageReference | InvalidReference | TemplatedReference;
