import type { PublicKey, Requirements, TrustedRoot, TrustStoreType } from '../signature/verification.ts';

/** Whom somebody trusts for an image, read and ready to be held against signatures. */
export interface TrustPolicy {
  /** The same for two policies that judge alike; what was found out under one holds under the other. */
  readonly id: string;
  /** What says so, for people: "rule 2 of .imageseal.yaml"; `undefined` when nobody said whom to trust. */
  readonly rule: string | undefined;
  readonly keys: readonly PublicKey[];
  readonly identities: readonly TrustedIdentity[];
  /** Annotations that a signature must carry. */
  readonly annotations: Readonly<Record<string, string>>;
  /** User metadata that a signature of the Notary Project must carry, where that is something else than `annotations`. */
  readonly userMetadata?: Readonly<Record<string, string>>;
  /** What counts as signed. */
  readonly accept: 'any' | 'signature' | 'provenance';
  readonly requirements: Requirements;
  /** Instead of the public instances. */
  readonly root?: TrustedRoot;
  /** One sentence: something in it cannot be understood, so nothing can be judged by it. */
  readonly problem?: string;
  /** One sentence: a key or root in it cannot be read. Whom it trusts is trusted; of all others nothing can be said. */
  readonly incomplete?: string;
  /** Whom it trusts of those who sign as the Notary Project does; without it their signatures are not judged. */
  readonly notation?: NotationPolicy;
}

/**
 * A trust policy document of the Notary Project with its trust stores (trust-store-trust-policy.md), read and not yet
 * looked into: what is wrong with them is found where they are judged by.
 */
export interface NotationPolicy {
  /** What the user calls the document: `trustpolicy.json`. */
  readonly name: string;
  /** JSON, or one sentence that says why it cannot be had. */
  readonly document: { readonly text: string } | { readonly problem: string };
  readonly store: TrustStoreFolder;
}

/** The folder that holds `x509/`, as it was read. */
export interface TrustStoreFolder {
  /** What the user calls it: `truststore`. */
  readonly name: string;
  /** One sentence: it cannot be read. */
  readonly problem?: string;
  readonly stores: readonly NamedTrustStore[];
}

/** `x509/ca/acme` */
export interface NamedTrustStore {
  readonly type: TrustStoreType;
  readonly name: string;
  /** One sentence: it cannot be read. */
  readonly problem?: string;
  readonly entries: readonly TrustStoreEntry[];
}

/** One thing that lies in a trust store, by its file name. */
export type TrustStoreEntry =
  | { readonly name: string; readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly name: string; readonly kind: 'directory' | 'link' | 'unreadable' };

/** Each pair exact or by pattern; one that says nothing of a member lets everything pass there. */
export interface TrustedIdentity {
  readonly issuer?: string;
  /** RE2, unanchored, as cosign's --certificate-oidc-issuer-regexp. */
  readonly issuerRegExp?: string;
  readonly subject?: string;
  readonly subjectRegExp?: string;
  /** `https://github.com/acme/app`, against the certificate's own extension. */
  readonly repository?: string;
  /** `refs/heads/main`; `*` stands for anything but a slash. */
  readonly ref?: string;
  /** `.github/workflows/release.yml` */
  readonly workflow?: string;
}

/**
 * Says whom to trust for an image. The rules of `.imageseal.yaml` are one source; admission policies and the
 * configuration of Notary Project can become others.
 */
export interface TrustSource {
  /** `name` is canonical, without tag and digest: `docker.io/library/nginx`. Synchronous; the same object for the same answer. */
  policyFor(name: string): TrustPolicy;
}

export const defaultRequirements: Requirements = { log: 'default', signedTimestamps: false };

/** Nobody said whom to trust: what verifies is "signed". */
export const nobodySaid: TrustPolicy = {
  id: 'nobody',
  rule: undefined,
  keys: [],
  identities: [],
  annotations: {},
  accept: 'any',
  requirements: defaultRequirements,
};
