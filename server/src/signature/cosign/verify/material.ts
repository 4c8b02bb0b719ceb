import type { TransparencyLogEntry } from '@sigstore/bundle';
import type { SignatureKind, StatementFacts } from '../../report.ts';
import type { SignedContent } from './content.ts';

/** A signature taken out of its layout: what every layout comes down to. */
export interface SignedMaterial {
  readonly content: SignedContent;
  /** What was signed says of itself. */
  readonly claims: Claims;
  /** The signer's certificate (DER); a signature without one was made with a bare key. */
  readonly certificate?: Buffer;
  /** `base64(sha256(SubjectPublicKeyInfo))` of the key, where a bundle names it. Only a hint. */
  readonly keyHint?: string;
  readonly logEntries: readonly LogEntry[];
  /** RFC 3161 TimeStampResp, DER. */
  readonly timestamps: readonly Buffer[];
}

export interface Claims {
  readonly kind: SignatureKind;
  readonly predicateType?: string;
  /** What the signature says it is about; absent of a message signature, which is over the image's digest itself. */
  readonly subjects?: readonly ClaimedSubject[];
  /** The repository under which it was signed; newer signatures do not say. */
  readonly repository?: string;
  readonly facts?: StatementFacts;
}

export interface ClaimedSubject {
  /** `algorithm:hex` */
  readonly digests: readonly string[];
  readonly annotations: Readonly<Record<string, string>>;
}

export interface LogEntry {
  readonly entry: TransparencyLogEntry;
  /**
   * The bytes of the envelope as the log hashed them, for kind intoto 0.0.1, which knows nothing but that hash; absent in
   * bundles, which do not keep them.
   */
  readonly envelope?: Buffer;
}
