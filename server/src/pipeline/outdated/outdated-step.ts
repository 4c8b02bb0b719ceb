import type { Span, TextEdit } from '../../manifest/text-span.ts';

/** Something about a signing step that a current Cosign ignores, refuses or will refuse. */
export interface OutdatedStep {
  readonly span: Span;
  /** One sentence: what is wrong, and what to do. */
  readonly message: string;
  /** Left out where only a person can say what is meant. */
  readonly fix?: { readonly title: string; readonly edits: readonly TextEdit[] };
}
