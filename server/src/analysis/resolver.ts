import type { ImageReference } from '../image/reference.ts';
import type { RegistryClient, Resolution } from '../registry/client.ts';
import { fetchDetails, type ImageDetails } from '../registry/details.ts';
import { type Fault, RegistryError } from '../registry/fault.ts';
import type { Clock, Logger } from '../registry/ports.ts';
import type { LookUpOptions } from '../registry/transport.ts';
import { discoverSignatures } from '../signature/discover.ts';
import { verdictOf } from '../signature/report.ts';
import type { ImageEvidence, TagEvidence } from './evidence.ts';
import type { EvidenceStore } from './evidence-store.ts';
import { imageKey, type Lookup, tagKey } from './lookup.ts';

export interface ResolverOptions {
  readonly client: RegistryClient;
  readonly store: EvidenceStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Resolver {
  /** Asks for whatever is not known or no longer fresh, and puts it into the store. Never rejects. */
  lookUp(lookup: Lookup, options: LookUpOptions): Promise<void>;
  /** What only a hover shows. Rejects with `RegistryError`. */
  details(lookup: Lookup, digest: string, options: LookUpOptions): Promise<ImageDetails>;
}

type Manifest = Extract<Resolution, { state: 'resolved' }>;

/** Turns references into evidence: tag → digest → signatures. Look-ups of the same thing are made once. */
export function createResolver(options: ResolverOptions): Resolver {
  const { client, store, clock, logger } = options;
  const underWay = new Map<string, Promise<unknown>>();
  const details = new Map<string, ImageDetails>();

  function once<T>(key: string, work: () => Promise<T>): Promise<T> {
    const running = underWay.get(key) as Promise<T> | undefined;
    if (running) return running;
    const promise = work().finally(() => underWay.delete(key));
    underWay.set(key, promise);
    return promise;
  }

  async function resolveTag(
    lookup: Lookup,
    key: string,
    options: LookUpOptions,
  ): Promise<Manifest | undefined> {
    return await once(key, async () => {
      let evidence: TagEvidence;
      let manifest: Manifest | undefined;
      try {
        const tag = lookup.reference.tag ?? 'latest';
        const resolution = await client.resolve(lookup.reference, tag, withPreferences(lookup, options));
        const at = clock.now();
        if (resolution.state === 'resolved') {
          manifest = resolution;
          evidence = { state: 'resolved', digest: resolution.digest, at };
        } else {
          evidence = {
            state: 'not-found',
            what: resolution.what === 'repository' ? 'repository' : 'tag',
            at,
          };
        }
      } catch (error) {
        const fault = faultOf(error, lookup.reference, logger);
        if (fault.code === 'aborted') return undefined;
        evidence = { state: 'fault', fault, at: clock.now() };
      }
      store.putTag(lookup, evidence);
      return manifest;
    });
  }

  async function lookAt(
    lookup: Lookup,
    digest: string,
    known: Manifest | undefined,
    options: LookUpOptions,
  ): Promise<void> {
    await once(imageKey(lookup, digest), async () => {
      const evidence = await findSignatures(lookup, digest, known, options);
      if (evidence) store.putImage(lookup, digest, evidence);
    });
  }

  async function findSignatures(
    lookup: Lookup,
    digest: string,
    known: Manifest | undefined,
    options: LookUpOptions,
  ): Promise<ImageEvidence | undefined> {
    const asked = withPreferences(lookup, options);
    try {
      const manifest =
        known?.digest === digest ? known : await client.resolve(lookup.reference, digest, asked);
      if (manifest.state === 'not-found') {
        return {
          state: 'not-found',
          what: manifest.what === 'repository' ? 'repository' : 'digest',
          at: clock.now(),
        };
      }
      const { mediaType, size } = manifest;
      const { signatures } = lookup.settings;
      const discovery = await discoverSignatures(client, lookup.reference, manifest, {
        ...asked,
        logger,
        ...(signatures !== undefined && { signaturesRepository: signatures }),
      });
      if (discovery.unread.some(({ fault }) => fault.code === 'aborted')) return undefined;
      const complete = lookup.settings.damaged
        ? { ...discovery, unread: [...discovery.unread, misconfigured(lookup.reference)] }
        : discovery;
      return {
        state: 'found',
        digest,
        mediaType,
        size,
        discovery: complete,
        verdict: verdictOf(complete),
        at: clock.now(),
      };
    } catch (error) {
      const fault = faultOf(error, lookup.reference, logger);
      return fault.code === 'aborted' ? undefined : { state: 'fault', fault, at: clock.now() };
    }
  }

  return {
    async lookUp(lookup, options) {
      const key = tagKey(lookup);
      const { digest } = lookup.reference;
      const tagStale = key !== undefined && store.isTagStale(lookup);
      const tag = tagStale ? resolveTag(lookup, key, options) : undefined;
      if (digest !== undefined) {
        const image = store.isImageStale(lookup, digest)
          ? lookAt(lookup, digest, undefined, options)
          : undefined;
        await Promise.all([tag, image]);
        return;
      }
      const manifest = await tag;
      const evidence = store.tag(lookup);
      const named = evidence?.state === 'resolved' ? evidence.digest : undefined;
      if (named !== undefined && store.isImageStale(lookup, named))
        await lookAt(lookup, named, manifest, options);
    },

    async details(lookup, digest, options) {
      const key = imageKey(lookup, digest);
      const known = details.get(key);
      if (known) return known;
      return await once(`details ${key}`, async () => {
        const read = await fetchDetails(client, lookup.reference, digest, withPreferences(lookup, options));
        if (details.size > 500) details.clear();
        details.set(key, read);
        return read;
      });
    },
  };
}

function withPreferences(lookup: Lookup, options: LookUpOptions): LookUpOptions {
  return { ...options, preferences: lookup.preferences };
}

function misconfigured({ registry, repository }: ImageReference) {
  const fault: Fault = { code: 'configuration', host: registry, repository };
  return { place: '.imageseal.yaml', fault };
}

function faultOf(error: unknown, { registry, repository }: ImageReference, logger: Logger): Fault {
  if (error instanceof RegistryError) {
    logger.debug(`${registry}/${repository}: ${error.message}`);
    return error.fault;
  }
  // A defect of ours must read "unknown" too, and be findable.
  logger.error(
    `Looking up ${registry}/${repository} failed: ${error instanceof Error ? error.stack : String(error)}`,
  );
  return { code: 'network', host: registry, repository, detail: String(error) };
}
