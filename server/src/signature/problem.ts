import type { Detail, DetailId } from './detail.ts';
import type { CheckName } from './report.ts';
import type { Integrity } from './verification.ts';

/** A check that does not hold: thrown by the readers and steps of verifying, caught where checks are put together. */
export class Problem extends Error {
  readonly check: CheckName;
  readonly detail: Detail;
  /** `broken`: provably so. `unproven`: something is missing. `unchecked`: there is nothing here to look at it with. */
  readonly integrity: Exclude<Integrity, 'intact'>;
  /** The tool that made the signature sees it in another way. */
  remark?: DetailId;

  constructor(
    check: CheckName,
    integrity: Exclude<Integrity, 'intact'>,
    id: DetailId,
    args: readonly unknown[],
  ) {
    super(`${check}: ${id}`);
    this.check = check;
    this.integrity = integrity;
    this.detail = { id, args: args.map(fitToShow) };
  }
}

export function broken(check: CheckName, id: DetailId, ...args: readonly unknown[]): Problem {
  return new Problem(check, 'broken', id, args);
}

export function unproven(check: CheckName, id: DetailId, ...args: readonly unknown[]): Problem {
  return new Problem(check, 'unproven', id, args);
}

export function unchecked(check: CheckName, id: DetailId, ...args: readonly unknown[]): Problem {
  return new Problem(check, 'unchecked', id, args);
}

/** The same, with what the tool that made it says instead. */
export function remarked(problem: Problem, remark: DetailId): Problem {
  problem.remark = remark;
  return problem;
}

/** What a stranger wrote into a signature, for a sentence: one line, 200 characters at most; what is no text by its kind. */
function fitToShow(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 1000).replace(/\s+/g, ' ').slice(0, 200) : typeof value;
}
