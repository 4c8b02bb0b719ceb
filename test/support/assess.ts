import type { Evidence } from '../../server/src/analysis/evidence.ts';
import { lookupOf } from '../../server/src/analysis/lookup.ts';
import { mergeConfiguration } from '../../server/src/configuration/merge.ts';
import { createEngine } from '../../server/src/platform/engine.ts';
import type { TrustPolicy } from '../../server/src/trust/policy.ts';
import { JumpingClock } from '../registry/manual-clock.ts';
import type { MemoryRegistry } from '../registry/memory-registry.ts';
import { vectorReference } from './vectors.ts';

const quiet = { debug() {}, info() {}, warn() {}, error: (message: string) => console.error(message) };

/** Looks an image up and verifies it, through the whole engine, and gives what the front ends would be shown. `today`: UTC. */
export async function assess(
  registry: MemoryRegistry,
  image: string,
  policy: TrustPolicy,
  today?: number,
): Promise<Evidence> {
  const engine = createEngine({
    http: registry.http,
    credentials: async () => undefined,
    clock: new JumpingClock(today),
    logger: quiet,
    mode: 'online',
    perHost: 8,
    settleMs: 0,
  });
  const configuration = { ...mergeConfiguration({}), trustSource: { policyFor: () => policy } };
  const reference = vectorReference(image);
  await engine.resolver.lookUp(lookupOf(reference, configuration), { priority: 0 });
  return engine.store.peek(reference, configuration);
}
