import type { NewTrust } from '../../configuration/edit-trust.ts';
import type { RuleId } from '../../configuration/rule-ids.ts';
import type { TextEdit } from '../../manifest/text-span.ts';
import type { Analysis } from '../analyze.ts';
import type { Finding } from '../finding.ts';

/** A way out that is offered for a finding. */
export interface Fix {
  readonly title: string;
  /** The one to take when the user does not choose. */
  readonly preferred: boolean;
  /** Edits of the file the finding is in. */
  readonly edits: readonly TextEdit[];
  /** Instead of edits: what is to be changed in the workspace's `.imageseal.yaml`. */
  readonly configure?: ConfigurationChange;
}

/** Switch a rule off, or trust one more signer. */
export type ConfigurationChange = { readonly switchOff: RuleId } | { readonly trust: NewTrust };

export interface FixContext {
  readonly text: string;
  readonly analysis: Analysis;
  /** JSON has no comments to suppress with. */
  readonly comments: boolean;
}

export interface FixProvider {
  offer(finding: Finding, context: FixContext): Fix | undefined;
}
