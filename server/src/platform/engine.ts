import { createAssessor } from '../analysis/assessor.ts';
import { BlobMemory } from '../analysis/blob-memory.ts';
import type { Cache } from '../analysis/cache.ts';
import { EvidenceStore } from '../analysis/evidence-store.ts';
import { createResolver, type Resolver } from '../analysis/resolver.ts';
import { Scheduler } from '../analysis/scheduler.ts';
import { createRegistryClient, type RegistryClient } from '../registry/client.ts';
import { connectRegistries } from '../registry/connection.ts';
import type { Fault } from '../registry/fault.ts';
import { type Clock, type Credentials, type HttpClient, HttpError, type Logger } from '../registry/ports.ts';
import type { RegistryWriterOptions } from '../registry/writer.ts';
import { embeddedTrustedRoots } from '../trust/embedded-trusted-roots.ts';
import { createRevocationClient, type RevocationClient } from '../trust/revocation-client.ts';
import type { TrustedRoots } from '../trust/trusted-roots.ts';

/** `online`: registries are asked. `offline`: no connection at all. `restricted`: nor is any credential read. */
export type Mode = 'online' | 'offline' | 'restricted';

export interface EngineOptions {
  readonly http: HttpClient;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly cache?: Cache;
  readonly mode: Mode;
  /** The roots of the public Sigstore instances; those built in unless told. */
  readonly roots?: TrustedRoots;
  /** False: nobody is connected to but registries, so what certificates were revoked is not asked. */
  readonly responders?: boolean;
  /** Requests at once to one host: 8 in an editor, 16 on the command line. */
  readonly perHost: number;
  /** How much evidence is kept in memory; see `EvidenceStoreOptions`. */
  readonly maxEntries?: number;
  /** Milliseconds before a reference that is being typed is looked up. */
  readonly settleMs: number;
}

/** The parts that know things about images, put together once for every front end. */
export interface Engine {
  readonly store: EvidenceStore;
  readonly scheduler: Scheduler;
  readonly resolver: Resolver;
  readonly client: RegistryClient;
  /** Pushes signatures; only while online. `store.forget` lets what was pushed be seen. */
  /** What a `RegistryWriter` takes: one is made where something is signed. */
  readonly writing: RegistryWriterOptions;
  readonly roots: TrustedRoots;
  /** Asks whether certificates were revoked; only while online. */
  readonly revocation: RevocationClient;
  readonly mode: Mode;
  setMode(mode: Mode): void;
  /** Forgets what was learnt of registries, revoked certificates and trusted roots, in memory and on disk. */
  clear(): Promise<void>;
  /** Writes what is to survive the process. */
  flush(): Promise<void>;
}

export function createEngine(options: EngineOptions): Engine {
  const { http, credentials, clock, logger, cache, perHost, settleMs, maxEntries } = options;
  let mode = options.mode;
  const store = new EvidenceStore({
    clock,
    ...(cache && { cache }),
    ...(maxEntries !== undefined && { maxEntries }),
    blocked: ({ reference }): Fault | undefined =>
      mode === 'online' ? undefined : { code: mode, host: reference.registry },
  });
  const blobs = new BlobMemory(cache);
  const connecting = { http, credentials, clock, perHost, settings: () => ({}) };
  const connection = connectRegistries(connecting);
  const client = createRegistryClient({ ...connecting, logger, blobs }, connection);
  const writing: RegistryWriterOptions = {
    connection,
    blocked: ({ registry }) => (mode === 'online' ? undefined : { code: mode, host: registry }),
  };
  const roots = options.roots ?? embeddedTrustedRoots();
  roots.onChange(() => store.forgetAssessments());
  const revocation = createRevocationClient({
    // Redirects may lead on after the mode has changed.
    http: async (request) => {
      if (mode !== 'online') throw new HttpError('aborted', `nothing is sent while ${mode}`);
      return await http(request);
    },
    clock,
    logger,
  });
  const assessor = createAssessor({
    ...{ client, roots, clock },
    ...(options.responders !== false && { revocation }),
  });
  const resolver = createResolver({ client, assessor, store, clock, logger });
  const scheduler = new Scheduler({
    store,
    lookUp: (lookup, priority, signal) => resolver.lookUp(lookup, { priority, signal }),
    clock,
    settleMs,
    concurrency: perHost * 3,
  });
  return {
    store,
    scheduler,
    resolver,
    client,
    writing,
    roots,
    revocation,
    get mode() {
      return mode;
    },
    setMode(next) {
      if (next === mode) return;
      mode = next;
      if (next !== 'online') scheduler.cancelAll();
      store.invalidate();
    },
    async clear() {
      scheduler.cancelAll();
      blobs.clear();
      revocation.clear();
      await store.clear();
      await roots.clear();
    },
    async flush() {
      await cache?.flush();
    },
  };
}
