/** Whom to trust, as `trust:` of the configuration says it: checked for shape, nothing read or compiled yet. */
export interface TrustRule {
  /** Glob as in `ImageOverride.match`. Absent only in a damaged rule, which then claims every image. */
  readonly images?: string;
  readonly keys?: readonly TrustedKey[];
  readonly identities?: readonly TrustedIdentity[];
  readonly annotations?: Readonly<Record<string, string>>;
  /** What counts as signed: any of both (the default), only a signature, only provenance. */
  readonly accept?: 'any' | 'signature' | 'provenance';
  /** Default: true for identities, false for keys. */
  readonly requireLog?: boolean;
  /** File, relative to the configuration's folder. Default: the public instance. */
  readonly trustedRoot?: string;
  readonly notation?: { readonly policy?: string; readonly store?: string };
  /** Something in the rule could not be understood: it still claims its images, but nothing is trusted by it. */
  readonly damaged?: true;
}

/** Exactly one of the two. */
export interface TrustedKey {
  /** Relative to the configuration's folder; or a reference such as `k8s://namespace/secret`. */
  readonly file?: string;
  readonly pem?: string;
}

/** Exactly one of `subject`, `subjectRegExp` and `repository`, and one issuer unless the repository implies it. */
export interface TrustedIdentity {
  readonly issuer?: string;
  readonly issuerRegExp?: string;
  readonly subject?: string;
  readonly subjectRegExp?: string;
  /** `https://github.com/acme/app`: whatever runs in CI there. */
  readonly repository?: string;
  /** Beside `repository`: `refs/heads/main`; `*` stops at `/`. Any ref unless set. */
  readonly ref?: string;
  /** Beside `repository`: `.github/workflows/release.yml`. Any workflow unless set. */
  readonly workflow?: string;
}
