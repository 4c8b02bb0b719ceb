import { priority } from '../registry/host-limiter.ts';
import type { ClosedFiles } from './closed-files.ts';
import { recheck } from './commands/check-workspace.ts';
import type { SessionContext } from './context.ts';

/** Keeps what is said of closed files up to date: they changed on disk, were closed, or are judged by other rules now. */
export class Rechecks {
  readonly #context: SessionContext;
  readonly #closedFiles: ClosedFiles;
  /** Files of which something is being looked up; then they are checked once more, and not again. */
  readonly #awaited = new Set<string>();

  constructor(context: SessionContext, closedFiles: ClosedFiles) {
    this.#context = context;
    this.#closedFiles = closedFiles;
  }

  async of(uris: readonly string[]): Promise<void> {
    for (const uri of uris) {
      if (!this.#closedFiles.isChecked(uri)) continue;
      const unknown = await recheck(this.#context, this.#closedFiles, uri);
      this.#context.engine.scheduler.setWanted(`closed ${uri}`, unknown, priority.scan, true);
      if (unknown.length > 0) this.#awaited.add(uri);
    }
  }

  async ofAll(): Promise<void> {
    await this.of(this.#closedFiles.all());
  }

  /** A look-up came to its end. */
  async lookedUp(): Promise<void> {
    if (this.#awaited.size === 0 || this.#context.engine.scheduler.pending > 0) return;
    const uris = [...this.#awaited];
    this.#awaited.clear();
    for (const uri of uris) await recheck(this.#context, this.#closedFiles, uri);
  }
}
