import { RegistryError } from '../registry/fault.ts';
import {
  type Left,
  type Signed,
  SigningError,
  type SigningProblem,
  type SigningWorld,
} from '../signature/signing.ts';

/** How far signing has come: what a failure has to tell. */
export interface SigningState {
  stage: 'make' | 'push' | 'read-back';
  /** Of the manifest whose turn it is. */
  left: Left;
  /** Hosts of transparency logs. */
  readonly logged: Set<string>;
  readonly signed: Signed[];
  total: number;
}

/** Whatever went wrong, as the one error that front ends know. */
export function failureOf(error: unknown, state: SigningState, world: SigningWorld): SigningError {
  const { left, logged, signed, total } = state;
  const now = { left, logged: [...logged], signed: [...signed], total };
  return new SigningError({ ...causeOf(error, state, world), ...now });
}

type Cause = Pick<SigningProblem, 'code'> & Partial<SigningProblem>;

function causeOf(error: unknown, { stage }: SigningState, { signal, logger }: SigningWorld): Cause {
  const problem = problemOf(error);
  if (problem && problem.code !== 'cancelled') return problem;
  if (problem || signal.aborted) return { code: 'cancelled' };
  if (error instanceof RegistryError) {
    if (error.fault.code === 'aborted') return { code: 'cancelled' };
    return { code: stage === 'read-back' ? 'read-back' : 'push', fault: error.fault };
  }
  // Nothing in here should throw, so nobody has looked at the message: it could hold anything.
  const name = error instanceof Error ? error.name : typeof error;
  logger.error(`Signing failed by a defect: ${name} ${placesOf(error)}`);
  return { code: 'internal', args: [name] };
}

/** By its shape: what signs is bundled apart, with a class of its own. */
export function problemOf(error: unknown): SigningProblem | undefined {
  if (!(error instanceof Error) || error.name !== 'SigningError' || !('problem' in error)) return undefined;
  return error.problem as SigningProblem;
}

/** The lines of a stack that are places, and not its message. */
function placesOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const places = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return places.slice(0, 8).join('');
}
