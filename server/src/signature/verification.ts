import type { RepositoryName } from '../image/names.ts';
import type { Subject } from './place.ts';
import type {
  Check,
  NotationFacts,
  SignatureKind,
  SignatureRecord,
  Signer,
  StatementFacts,
} from './report.ts';

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

/** What the Notary Project calls a trust store, in what it vouches for. */
export type TrustStoreType = 'ca' | 'signingAuthority' | 'tsa';

/** A certificate (DER) that vouches for others, and where it lies. */
export interface TrustAnchor {
  /** `ca:acme` */
  readonly store: string;
  readonly der: Uint8Array;
}

/** What to do where a check does not hold. */
export type Enforcement = 'enforce' | 'log' | 'skip';

/** The checks of the Notary Project whose strictness a trust policy chooses; integrity is not among them. */
export interface NotationEnforcement {
  readonly authenticity: Enforcement;
  readonly authenticTimestamp: Enforcement;
  readonly expiry: Enforcement;
  readonly revocation: Enforcement;
}

/** What a Notary Project signature is held against. */
export interface NotationTrust {
  readonly anchors: Readonly<Record<TrustStoreType, readonly TrustAnchor[]>>;
  /** Whether a `tsa` store is named at all; without one timestamps are not looked at. */
  readonly usesTimestamps: boolean;
  readonly verifyTimestamp: 'always' | 'afterCertExpiry';
  readonly enforcement: NotationEnforcement;
}

/** What somebody has to be asked before a certificate can be said not to be revoked. */
export interface RevocationQuestion {
  /** The same for the same question. */
  readonly key: string;
  readonly kind: 'ocsp' | 'crl';
  /** As the certificate has it: a stranger's text, to be checked before anybody is asked. */
  readonly url: string;
  /** The body to POST (DER); absent for what is fetched by GET. */
  readonly body?: Uint8Array;
}

/** What was answered, or one reason in English (for hover and log) why nothing was; `refused`: such an address is not asked. */
export type RevocationAnswer =
  | { readonly bytes: Uint8Array }
  | { readonly problem: string; readonly refused?: boolean };

/**
 * What can be said of a signature without knowing whom anybody trusts.
 * `intact`: every check holds. `broken`: provably not what it claims. `unproven`: nothing here shows that it holds: made
 * with an unknown key or under an unknown root, or without a log entry or time that is asked for. `unchecked`: it holds as
 * far as anybody can look from here, and something that is asked for cannot be looked at: a plugin, a responder.
 */
export type Integrity = 'intact' | 'broken' | 'unproven' | 'unchecked';

export interface NotationVerificationRequest extends Pick<VerificationRequest, 'record' | 'bytes'> {
  /** All of it is part of what a signature is of. */
  readonly subject: Subject;
  /** `undefined`: nobody says whom to trust, so only integrity can be looked at. */
  readonly trust: NotationTrust | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** By `RevocationQuestion.key`. What is not there yet is asked for in `Verification.wanted`. */
  readonly answers: ReadonlyMap<string, RevocationAnswer>;
}

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
  readonly notation?: NotationFacts;
  /** It hangs on what was not asked yet: until then it is not intact. */
  readonly wanted?: readonly RevocationQuestion[];
  readonly checks: readonly Check[];
}
