import type { SignatureReport } from '../../signature/report.ts';
import type { SignRequest } from '../../signature/signing.ts';
import type { TrustedRoot } from '../../signature/verification.ts';
import type { Row } from '../rows.ts';
import type { Target } from './target.ts';

/** A way of signing: everything that can be wrong with the command line is known not to be. */
export interface Prepared {
  /** What is made is verified under these. */
  readonly roots: Promise<readonly TrustedRoot[]>;
  /** Gets ready to sign: asks for passwords, has somebody sign in or agree. @throws CliError, Interrupted */
  open(): Promise<OpenSigner>;
}

/** Whoever signs, known and agreed to. */
export interface OpenSigner extends Making {
  /** What is to be done with the next image. May ask somebody to sign in again, since tokens hold for minutes. */
  requestFor(where: Target['where']): Promise<SignRequest>;
  dispose(): void;
}

/** What reports of signatures do not say. */
export interface Making {
  /** What the user calls the key. */
  readonly keyName?: string | undefined;
  /** How others verify it; `image` has a digest. */
  hints(image: string, report: SignatureReport): readonly Row[];
}
