/**
 * Text by key that outlives the process: evidence as JSON. Losing it costs requests and nothing else, so no method
 * rejects or throws; what goes wrong is logged by the adapter.
 */
export interface Cache {
  /** Makes what earlier runs kept readable. May be called late or never; called again it does nothing. */
  load(): Promise<void>;
  /** Synchronous; `undefined` when unknown, expired, or not loaded yet. */
  get(key: string): string | undefined;
  /** Kept for `ttlMs` milliseconds from now; `Infinity` for what never changes. */
  set(key: string, value: string, ttlMs: number): void;
  /** Writes what is new. Call it before the process ends; meanwhile the adapter does so now and then. */
  flush(): Promise<void>;
  /** Forgets everything, on disk too. */
  clear(): Promise<void>;
}

/** A cache that keeps nothing: Restricted Mode, `--no-cache`, tests. */
export const noCache: Cache = {
  load: async () => {},
  get: () => undefined,
  set: () => {},
  flush: async () => {},
  clear: async () => {},
};
