import type { Checks } from '../../checks.ts';
import type { Problem } from '../../problem.ts';
import type { Enforcement } from '../../verification.ts';

/** What does not hold is a failure or only noted, as the trust policy wants it. */
export function enforce(enforcement: Enforcement, problem: Problem, checks: Checks): void {
  if (enforcement === 'enforce') checks.fail(problem);
  else if (enforcement === 'log') checks.note(problem);
}
