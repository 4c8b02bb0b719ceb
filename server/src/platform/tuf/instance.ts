/** A Sigstore instance that hands out its trusted root over TUF. */
export interface TufInstance {
  /** The name of its trusted root: `public`, `github`. */
  readonly name: string;
  /** Where its TUF repository is, without a slash at the end. Always https. */
  readonly url: string;
  /** The TUF root metadata that all trust begins with, as JSON. */
  readonly seed: string;
}

/** What a repository gave, in the form in which it can be verified again: the texts as they came. */
export interface TufRecord {
  /** Milliseconds since the epoch: when the repository answered in full. */
  readonly at: number;
  /** The root metadata that follow the seed, in order. */
  readonly roots: readonly string[];
  readonly timestamp: string;
  readonly snapshot: string;
  readonly targets: string;
  /** The trusted root itself. */
  readonly target: string;
}

/** Why a refresh brought nothing. */
export interface TufFailure {
  /**
   * `unreachable`: no complete answer. `refused`: the answer does not hold (signature, version, expiry, hash).
   * `unusable`: it holds, but nothing can be verified with what it is.
   */
  readonly kind: 'unreachable' | 'refused' | 'unusable';
  /** The repository's. */
  readonly host: string;
  /** Some words of technical detail, on one line. */
  readonly detail: string;
}

/** The name under which instances keep their trusted root. */
export const trustedRootTarget = 'trusted_root.json';
