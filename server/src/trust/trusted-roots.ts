import type { TrustedRoot } from '../signature/verification.ts';

/** The roots of the public Sigstore instances, and how old that knowledge is. */
export interface RootSet {
  readonly roots: readonly TrustedRoot[];
  /** Built in, or fetched over TUF. */
  readonly source: 'embedded' | 'tuf';
  /** Milliseconds since the epoch: when they were taken over or last confirmed. */
  readonly at: number;
  /** One sentence: why they are not newer. */
  readonly problem?: string;
}

export interface CurrentOptions {
  /** Somebody needs them, so newer ones may be asked for in the background where that is due and allowed (default true). */
  readonly refresh?: boolean;
}

/** Where the roots of the public instances come from: built in, and refreshed where connections are allowed. */
export interface TrustedRoots {
  /** The newest that are known; never waits for the network, never rejects. */
  current(options?: CurrentOptions): Promise<RootSet>;
  /** Calls back when `current` has something else to say. */
  onChange(listener: () => void): () => void;
  /** Forgets what was fetched, on disk too. */
  clear(): Promise<void>;
}
