import * as l10n from '@vscode/l10n';
import { canonicalTagged } from '../../image/names.ts';
import { describeSigningProblem, describeSigningStep } from '../../signature/signing-message.ts';
import type { TrustedRoot } from '../../signature/verification.ts';
import { signImage } from '../../trust/sign-image.ts';
import { problemOf } from '../../trust/signing-state.ts';
import type { Progress } from '../check/progress.ts';
import { CliError } from '../exit-code.ts';
import { printable } from '../printable.ts';
import type { Outcome } from './outcome.ts';
import type { OpenSigner } from './prepared.ts';
import type { Target } from './target.ts';
import type { SharedWorld } from './world.ts';

export interface Signing {
  readonly signer: OpenSigner;
  readonly roots: readonly TrustedRoot[];
  readonly world: SharedWorld;
  readonly progress: Progress;
}

/** Signs one image. Whatever goes wrong is its outcome; what comes after it is another matter. */
export async function signTarget(target: Target, signing: Signing): Promise<Outcome> {
  const { signer, roots, world, progress } = signing;
  const { reference, where, preferences } = target;
  const { digest } = where.subject;
  try {
    const request = await signer.requestFor(where);
    const signed = await signImage(request, {
      ...world,
      roots,
      preferences,
      onProgress: ({ step, done, total }) =>
        progress.update(() => {
          const what = `${printable(canonicalTagged(reference))}: ${describeSigningStep(step)}`;
          return total > 1 ? l10n.t('{0} ({1} of {2})', what, done + 1, total) : what;
        }),
    });
    return { reference, digest, signed };
  } catch (error) {
    const problem = problemOf(error);
    if (problem) {
      const { signed, left } = problem;
      return { reference, digest, signed, problem: describeSigningProblem(problem), left };
    }
    if (error instanceof CliError) return { reference, digest, signed: [], problem: error.message };
    throw error;
  } finally {
    progress.clear();
  }
}
