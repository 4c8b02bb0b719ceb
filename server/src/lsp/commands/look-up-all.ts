import { type Lookup, lookupKey } from '../../analysis/lookup.ts';
import type { Engine } from '../../platform/engine.ts';
import type { Priority } from '../../registry/host-limiter.ts';
import type { LongRequest } from './long-requests.ts';

/** Look-ups under way at once; each registry has a limit of its own. */
const CONCURRENCY = 24;

/** Looks up whatever of these is not known, each once, and comes back when the last is done or the client cancels. */
export async function lookUpAll(
  engine: Engine,
  lookups: Iterable<Lookup>,
  priority: Priority,
  { progress, signal }: LongRequest,
): Promise<void> {
  const unknown = new Map<string, Lookup>();
  for (const lookup of lookups) if (engine.store.isStale(lookup)) unknown.set(lookupKey(lookup), lookup);
  const queue = [...unknown.values()];
  const total = queue.length;
  let done = 0;
  const worker = async () => {
    for (let lookup = queue.pop(); lookup && !signal.aborted; lookup = queue.pop()) {
      await engine.resolver.lookUp(lookup, { priority, signal });
      done += 1;
      progress.report(done, total);
    }
  };
  if (total > 0) progress.report(0, total);
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, total) }, worker));
}
