import type { DetailId } from './detail.ts';
import { Problem } from './problem.ts';
import { type Check, type CheckName, checkNames } from './report.ts';
import type { Integrity } from './verification.ts';

const severity: readonly Integrity[] = ['intact', 'unchecked', 'unproven', 'broken'];

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

  /** What another tool would say instead. */
  remark(id: DetailId, ...args: readonly string[]): void {
    this.#checks.set('tools', { name: 'tools', ok: true, noted: true, detail: { id, args } });
  }

  /** What does not hold, and is only noted: the trust policy does not ask for it. */
  note({ check, detail }: Problem): void {
    if (this.#checks.get(check)?.ok === false) return;
    this.#checks.set(check, { name: check, ok: true, noted: true, detail });
  }

  fail({ check, detail, integrity, remark }: Problem): void {
    if (remark !== undefined) this.remark(remark);
    if (this.#checks.get(check)?.ok !== false) this.#checks.set(check, { name: check, ok: false, detail });
    // What is broken stays so, whatever else is missing.
    if (severity.indexOf(integrity) > severity.indexOf(this.#integrity)) this.#integrity = integrity;
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
