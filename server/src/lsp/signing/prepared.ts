import type { RepositoryName } from '../../image/names.ts';
import type { Subject } from '../../signature/place.ts';
import type { SignRequest } from '../../signature/signing.ts';
import type { TrustedRoot } from '../../signature/verification.ts';

/** One sentence says what is wrong. `wrong`: the password, or that there is none. */
export interface Problem {
  readonly problem: string;
  readonly wrong?: true;
}

/** Signing, of whatever kind, as far as it can be got ready without touching a key. */
export interface Prepared {
  /** What is made is verified against all of these: a certificate has to hold under one of them. */
  readonly roots: readonly TrustedRoot[];
  /** Opens the key, or has somebody sign in. */
  open(): Promise<ReadyToSign | Problem>;
}

export interface ReadyToSign {
  /** Of the key in a file. */
  readonly fingerprint?: string;
  requestFor(target: { readonly name: RepositoryName; readonly subject: Subject }): SignRequest;
  /** Lets go of the key. */
  dispose(): void;
}
