import type { NewTrust } from '../../configuration/edit-trust.ts';
import type { RuleId } from '../../configuration/rule-ids.ts';
import type { TextEdit } from '../../manifest/text-span.ts';
import type { SignatureRecord, X509Signer } from '../../signature/report.ts';
import type { TrustStoreType } from '../../signature/verification.ts';
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
  /** Instead of edits: a root certificate to trust, which takes a question first. */
  readonly trustRoot?: RootToTrust;
}

/** Who has signed as the Notary Project does: their root certificate is in the signature, and proves nothing by itself. */
export interface RootToTrust {
  /** A glob as in `TrustRule.images`. */
  readonly images: string;
  /** Canonical, without tag and digest. */
  readonly repository: string;
  readonly signer: X509Signer;
  /** Of the signing scheme. */
  readonly store: Exclude<TrustStoreType, 'tsa'>;
  readonly record: SignatureRecord;
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
