import type { ImageReference } from '../image/reference.ts';
import type { RegistryClient, Resolution } from '../registry/client.ts';
import { fetchDetails, type ImageDetails } from '../registry/details.ts';
import { type Fault, RegistryError } from '../registry/fault.ts';
import type { Clock, Logger } from '../registry/ports.ts';
import type { LookUpOptions } from '../registry/transport.ts';
import { discoverSignatures } from '../signature/discover.ts';
import type { Assessor } from './assessor.ts';
import type { ImageEvidence, TagEvidence } from './evidence.ts';
import type { EvidenceStore } from './evidence-store.ts';
import { assessmentKey, imageKey, type Lookup, tagKey } from './lookup.ts';

export interface ResolverOptions {
  readonly client: RegistryClient;
  readonly assessor: Assessor;
  readonly store: EvidenceStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface RefreshOptions extends LookUpOptions {
  /** Somebody wants to know for sure: the registry is asked again, however fresh what is known may be. */
  readonly fresh?: boolean;
}

export interface Resolver {
  /** Asks for whatever is not known or no longer fresh, and puts it into the store. Never rejects. */
  lookUp(lookup: Lookup, options: RefreshOptions): Promise<void>;
  /** What only a hover shows. Rejects with `RegistryError`. */
  details(lookup: Lookup, digest: string, options: LookUpOptions): Promise<ImageDetails>;
}

type Manifest = Extract<Resolution, { state: 'resolved' }>;

/** Turns references into evidence: tag → digest → signatures. Look-ups of the same thing are made once. */
export function createResolver(options: ResolverOptions): Resolver {
  const { client, assessor, store, clock, logger } = options;
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
    // Another policy's look-up of the same image finds the same, and judges for itself.
    const found = await once(imageKey(lookup, digest), () => findSignatures(lookup, digest, known, options));
    if (!found) return;
    const assessment = await assess(lookup, digest, found, options);
    if (found.state !== 'found' || assessment) store.putImage(lookup, digest, found, assessment);
  }

  /** Verifies what was found. `undefined` when it was given up, and where there is nothing to verify. */
  async function assess(lookup: Lookup, digest: string, found: ImageEvidence, options: LookUpOptions) {
    if (found.state !== 'found') return undefined;
    return await once(assessmentKey(lookup, digest), async () => {
      try {
        return await assessor.assess(lookup, found, withPreferences(lookup, options), store.blocked(lookup));
      } catch (error) {
        // A defect of ours: without an assessment the verdict is "unknown".
        logger.error(`Verifying ${imageKey(lookup, digest)} failed: ${describe(error)}`);
        return undefined;
      }
    });
  }

  /** What was found is known, but not what it is worth under this policy. */
  async function assessKnown(lookup: Lookup, digest: string, options: LookUpOptions): Promise<void> {
    const image = store.image(lookup, digest);
    if (image?.state !== 'found' || !store.isAssessmentStale(lookup, digest)) return;
    const assessment = await assess(lookup, digest, image, options);
    if (assessment) store.putAssessment(lookup, digest, image, assessment);
  }

  async function lookAtImage(
    lookup: Lookup,
    digest: string,
    known: Manifest | undefined,
    options: RefreshOptions,
  ): Promise<void> {
    if (!store.blocked(lookup) && (options.fresh || store.isImageStale(lookup, digest)))
      await lookAt(lookup, digest, known, options);
    else await assessKnown(lookup, digest, options);
  }

  /** The tag names something else than the pinned digest: perhaps the index of which that is one platform. */
  async function lookAtIndex(lookup: Lookup, platform: string, options: RefreshOptions): Promise<void> {
    const tag = store.tag(lookup);
    if (tag?.state !== 'resolved' || tag.digest === platform || store.blocked(lookup)) return;
    const key = `${imageKey(lookup, tag.digest)} lists ${platform}`;
    if (store.isPlatform(lookup, tag.digest, platform) === undefined) {
      const is = await once(key, () => isPlatform(lookup, tag.digest, platform, options));
      if (is === undefined) return;
      store.putPlatform(lookup, tag.digest, platform, is);
    }
    if (store.isPlatform(lookup, tag.digest, platform))
      await lookAtImage(lookup, tag.digest, undefined, options);
  }

  async function isPlatform(
    lookup: Lookup,
    index: string,
    platform: string,
    options: LookUpOptions,
  ): Promise<boolean | undefined> {
    try {
      const manifest = await client.manifest(lookup.reference, index, withPreferences(lookup, options));
      return manifest?.content.manifests?.some(({ digest }) => digest === platform) ?? false;
    } catch (error) {
      faultOf(error, lookup.reference, logger);
      return undefined;
    }
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
      const stale = options.fresh || store.isTagStale(lookup);
      const tagStale = key !== undefined && !store.blocked(lookup) && stale;
      const tag = tagStale ? resolveTag(lookup, key, options) : undefined;
      if (digest !== undefined) {
        await Promise.all([tag, lookAtImage(lookup, digest, undefined, options)]);
        await lookAtIndex(lookup, digest, options);
        return;
      }
      const manifest = await tag;
      const evidence = store.tag(lookup);
      if (evidence?.state === 'resolved') await lookAtImage(lookup, evidence.digest, manifest, options);
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
  logger.error(`Looking up ${registry}/${repository} failed: ${describe(error)}`);
  return { code: 'network', host: registry, repository, detail: String(error) };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
