import type { RepositoryName } from '../image/names.ts';
import type { Subject } from './place.ts';
import type { Check, SignatureKind, SignatureRecord, Signer, StatementFacts } from './report.ts';

/** A public key that signatures are held against. */
export interface PublicKey {
  /** `sha256:<hex>` of `der`. */
  readonly fingerprint: string;
  /** SubjectPublicKeyInfo. */
  readonly der: Uint8Array;
  /** What the user calls it: a file, "pem". */
  readonly name: string;
}

/** A trusted root of a Sigstore instance, as `cosign trusted-root create` and TUF write it. */
export interface TrustedRoot {
  /** `public`, `github`, or the name of the user's own file. */
  readonly name: string;
  /** The JSON text. */
  readonly text: string;
  /** `sha256:<hex>` of the text. */
  readonly digest: string;
}

/** What a signature must bring along. */
export interface Requirements {
  /**
   * An entry in the transparency log. `default`: of certificates where the root has logs, of keys never.
   * `waived`: never (cosign's --insecure-ignore-tlog).
   */
  readonly log: 'default' | 'required' | 'waived';
  /** The time must come from a timestamp authority (cosign's --use-signed-timestamps). */
  readonly signedTimestamps: boolean;
}

export interface VerificationRequest {
  readonly record: SignatureRecord;
  /** The blob, hashed already. */
  readonly bytes: Uint8Array;
  readonly subject: Pick<Subject, 'digest'>;
  /** Where the image was found; a signature made under another name gets a remark. */
  readonly repository?: RepositoryName;
  /** The signed bytes themselves, where they are at hand (files, not images). */
  readonly artifact?: Uint8Array;
  readonly keys: readonly PublicKey[];
  /** Certificates are held against each; one that fits is enough. */
  readonly roots: readonly TrustedRoot[];
  readonly requirements: Requirements;
}

/**
 * What can be said of a signature without knowing whom anybody trusts.
 * `intact`: every check holds. `broken`: provably not what it claims. `unproven`: nothing here shows that it holds: made
 * with an unknown key or under an unknown root, or without a log entry or time that is asked for.
 */
export type Integrity = 'intact' | 'broken' | 'unproven';

export interface Verification {
  readonly integrity: Integrity;
  readonly kind: SignatureKind;
  readonly predicateType?: string;
  readonly signer?: Signer;
  readonly time?: { readonly at: number; readonly source: 'log' | 'timestamp' };
  readonly log?: { readonly index: string; readonly url?: string };
  readonly instance?: string;
  readonly facts?: StatementFacts;
  /** Annotations that the signature carries (`cosign sign -a`). */
  readonly annotations: Readonly<Record<string, string>>;
  readonly checks: readonly Check[];
}
