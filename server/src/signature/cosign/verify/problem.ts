import type { Detail, DetailId } from '../../detail.ts';
import type { CheckName } from '../../report.ts';

/** A check that does not hold: thrown by the readers and steps of this folder, caught where checks are put together. */
export class Problem extends Error {
  readonly check: CheckName;
  readonly detail: Detail;
  /** `broken`: provably so. `unproven`: something is missing. */
  readonly integrity: 'broken' | 'unproven';

  constructor(check: CheckName, integrity: 'broken' | 'unproven', id: DetailId, args: readonly unknown[]) {
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

/** What a stranger wrote into a signature, for a sentence: one line, 200 characters at most; what is no text by its kind. */
function fitToShow(value: unknown): string {
  return typeof value === 'string' ? value.replace(/\s+/g, ' ').slice(0, 200) : typeof value;
}
