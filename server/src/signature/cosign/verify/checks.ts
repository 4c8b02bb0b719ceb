import type { DetailId } from '../../detail.ts';
import { type Check, type CheckName, checkNames } from '../../report.ts';
import type { Integrity } from '../../verification.ts';
import { Problem } from './problem.ts';

/** Collects checks as they are made; each name once. */
export class Checks {
  readonly #checks = new Map<CheckName, Check>();
  #integrity: Integrity = 'intact';

  /** In the order of `checkNames`. */
  get all(): readonly Check[] {
    return checkNames.flatMap((name) => this.#checks.get(name) ?? []);
  }

  get integrity(): Integrity {
    return this.#integrity;
  }

  /** What has failed already stays so: another proof of the same does not mend it. */
  pass(name: CheckName, id: DetailId, ...args: readonly string[]): void {
    if (this.#checks.get(name)?.ok === false) return;
    this.#checks.set(name, { name, ok: true, detail: { id, args } });
  }

  fail({ check, detail, integrity }: Problem): void {
    if (this.#checks.get(check)?.ok !== false) this.#checks.set(check, { name: check, ok: false, detail });
    // What is broken stays so, whatever else is missing.
    if (this.#integrity !== 'broken') this.#integrity = integrity;
  }

  /** What `step` gives; a `Problem` in it is noted, and gives `undefined`. */
  attempt<T>(step: () => T): T | undefined {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.fail(error);
      return undefined;
    }
  }

  /** A copy that goes its own way. */
  fork(): Checks {
    const copy = new Checks();
    for (const [name, check] of this.#checks) copy.#checks.set(name, check);
    copy.#integrity = this.#integrity;
    return copy;
  }
}
