import type { ImageReference } from '../../image/reference.ts';
import type { Left, Signed } from '../../signature/signing.ts';
import { exitCode } from '../exit-code.ts';

/** What became of one image of the command line. */
export interface Outcome {
  readonly reference: ImageReference;
  /** What was to be signed; `undefined` when that could not be found out. */
  readonly digest: string | undefined;
  /** The manifests that are signed, the image itself last; all of them unless there is a `problem`. */
  readonly signed: readonly Signed[];
  /** Why not all are, and what there is now: a sentence or a few. */
  readonly problem?: string;
  /** What the failure left in the registry. */
  readonly left?: Left;
}

/** 0 when everything is signed, 2 when nothing is: what may have left a signature is not nothing. */
export function exitCodeOf(outcomes: readonly Outcome[]): number {
  if (outcomes.every(({ problem }) => problem === undefined)) return exitCode.clean;
  const something = outcomes.some(
    ({ signed, left }) => signed.length > 0 || left === 'signature' || left === 'unknown',
  );
  return something ? exitCode.findings : exitCode.failed;
}
