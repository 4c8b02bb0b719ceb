import { loadVerifier } from '../trust/load-verifier.ts';
import type { CurrentOptions, RootSet, TrustedRoots } from '../trust/trusted-roots.ts';
import { givenUp, TufRoot, type TufRootOptions } from './tuf-root.ts';

/**
 * `folder` is where roots are kept until the next run; without one each process asks for itself. `online` says whether
 * the repositories may be asked. `instances` are the public ones unless told.
 */
export type TufTrustedRootsOptions = TufRootOptions;

export interface TufTrustedRoots extends TrustedRoots {
  /** Resolves when no refresh is under way (any more): half a minute after it began at the latest. */
  settled(): Promise<void>;
  /** Gives up a refresh that is under way. */
  stop(): void;
}

/** Milliseconds for a whole refresh. */
const patienceMs = 30_000;

/**
 * The trusted roots of the public Sigstore instances: those built in, or newer ones that came over TUF, in this process
 * or an earlier one. The repositories are asked only when somebody needs the roots, at most once a day.
 */
export function createTufTrustedRoots(options: TufTrustedRootsOptions): TufTrustedRoots {
  return new Roots(options);
}

class Roots implements TufTrustedRoots {
  readonly #options: TufTrustedRootsOptions;
  readonly #listeners = new Set<() => void>();
  #loading: Promise<readonly TufRoot[]> | undefined;
  #refreshing: Promise<void> | undefined;
  #abort = new AbortController();

  constructor(options: TufTrustedRootsOptions) {
    this.#options = options;
  }

  async current({ refresh = true }: CurrentOptions = {}): Promise<RootSet> {
    this.#loading ??= this.#load();
    const roots = await this.#loading;
    if (refresh && !this.#refreshing && this.#options.online() && roots.some(({ isDue }) => isDue)) {
      this.#refreshing = this.#refresh(roots).finally(() => {
        this.#refreshing = undefined;
      });
    }
    return setOf(roots);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async settled(): Promise<void> {
    await this.#refreshing;
  }

  stop(): void {
    this.#abort.abort(givenUp);
  }

  async clear(): Promise<void> {
    this.stop();
    await this.#refreshing;
    this.#loading ??= this.#load();
    const roots = await this.#loading;
    await Promise.all(roots.map((root) => root.clear()));
  }

  async #load(): Promise<readonly TufRoot[]> {
    const { roots, at } = (await loadVerifier()).embeddedRoots();
    return await Promise.all(
      roots.map(async (embedded) => {
        const root = new TufRoot(this.#options, { root: embedded, at });
        await root.restore().catch((error: Error) => this.#defect(error));
        return root;
      }),
    );
  }

  /** Of ours, or of the installation: what is built in does not need any of this. */
  #defect(error: Error): void {
    this.#options.logger.error(`Trusted roots over TUF failed: ${error.stack}`);
  }

  async #refresh(roots: readonly TufRoot[]): Promise<void> {
    const before = setOf(roots);
    const abort = new AbortController();
    this.#abort = abort;
    const cancel = this.#options.clock.after(patienceMs, () => abort.abort());
    try {
      await Promise.all(roots.filter(({ isDue }) => isDue).map((root) => root.refresh(abort.signal)));
    } catch (error) {
      this.#defect(error as Error);
    } finally {
      cancel();
    }
    if (saysTheSame(before, setOf(roots))) return;
    for (const listener of this.#listeners) listener();
  }
}

/** The whole is as old as its oldest part. */
function setOf(roots: readonly TufRoot[]): RootSet {
  const problem = roots.map((root) => root.problem).find((each) => each !== undefined);
  return {
    roots: roots.map(({ root }) => root),
    source: roots.every(({ source }) => source === 'tuf') ? 'tuf' : 'embedded',
    at: Math.min(...roots.map(({ at }) => at)),
    ...(problem !== undefined && { problem }),
  };
}

function saysTheSame(before: RootSet, after: RootSet): boolean {
  return (
    before.problem === after.problem &&
    before.roots.every(({ digest }, index) => digest === after.roots[index]?.digest)
  );
}
