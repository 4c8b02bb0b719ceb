import { createRegistryClient, type RegistryClient } from '../../server/src/registry/client.ts';
import type { PreferencesOf } from '../../server/src/registry/endpoint.ts';
import { type Fault, RegistryError } from '../../server/src/registry/fault.ts';
import type { Credential, Logger } from '../../server/src/registry/ports.ts';
import { JumpingClock } from './manual-clock.ts';
import { MemoryRegistry } from './memory-registry.ts';

export interface Setup {
  readonly registry: MemoryRegistry;
  readonly clock: JumpingClock;
  readonly client: RegistryClient;
  readonly logger: Logger & { readonly lines: string[] };
}

export interface SetupOptions {
  readonly registry?: MemoryRegistry;
  readonly settings?: PreferencesOf;
  /** By registry host. */
  readonly credentials?: Readonly<Record<string, Credential>>;
  readonly perHost?: number;
}

/** A client over registries in memory, with a clock that does not wait and no chance in its jitter. */
export function setup(options: SetupOptions = {}): Setup {
  const registry = options.registry ?? new MemoryRegistry();
  const clock = new JumpingClock();
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  const logger = { lines, debug: log, info: log, warn: log, error: log };
  const client = createRegistryClient({
    http: registry.http,
    credentials: (host) => Promise.resolve(options.credentials?.[host]),
    clock,
    logger,
    settings: options.settings ?? (() => ({})),
    perHost: options.perHost ?? 8,
    random: () => 0,
  });
  return { registry, clock, client, logger };
}

/** The fault a look-up ended with. */
export async function faultOf(lookUp: Promise<unknown>): Promise<Fault> {
  try {
    await lookUp;
  } catch (error) {
    if (error instanceof RegistryError) return error.fault;
    throw error;
  }
  throw new Error('the look-up succeeded');
}
