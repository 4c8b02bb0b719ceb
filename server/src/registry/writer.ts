import { sha256 } from '../image/digest.ts';
import type { RepositoryName } from '../image/names.ts';
import type { RegistryConnection } from './connection.ts';
import { type Endpoint, ownEndpoint } from './endpoint.ts';
import { indexAddition } from './fallback-index.ts';
import { type Fault, RegistryError } from './fault.ts';
import { layerAddition } from './legacy-manifest.ts';
import { parseManifest } from './manifest.ts';
import { Pusher } from './pusher.ts';
import { fallbackTag, type ReferrersApi } from './referrers.ts';
import { TagUpdate } from './tag-update.ts';
import type { LookUpOptions } from './transport.ts';

/** A manifest with a `subject`, as it is to be kept: its digest is that of these bytes. */
export interface ReferrerManifest {
  /** `application/vnd.oci.image.manifest.v1+json` */
  readonly mediaType: string;
  /** JSON. Its blobs are in the repository already (`putBlob`). */
  readonly bytes: Uint8Array;
}

/** One signature or attestation as cosign up to version 2 keeps it: a layer of the manifest under a tag. */
export interface LegacyLayer {
  readonly mediaType: string;
  /** The layer's blob; `appendLayer` uploads it. */
  readonly bytes: Uint8Array;
  /** Of the layer's descriptor; in them are signature and certificate. */
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * Writes to registries, never to a mirror. Each method rejects with `RegistryError`, whose fault has `writing`, when it
 * could not; what was uploaded until then stays where it is, and is no signature without the manifest that names it.
 */
export interface RegistryWriter {
  /** Uploads a blob unless the repository has it. */
  putBlob(name: RepositoryName, bytes: Uint8Array, options: LookUpOptions): Promise<void>;
  /**
   * Pushes a manifest by its digest, and lists it under the fallback tag where the registry keeps no list of referrers.
   * Entries of others stay in that list.
   */
  attach(
    name: RepositoryName,
    manifest: ReferrerManifest,
    options: LookUpOptions,
  ): Promise<{ readonly digest: string; readonly layout: 'referrer' | 'fallback-tag' }>;
  /**
   * Adds a layer to the image manifest under a tag (`sha256-<hex>.sig`, `.att`), which is made when there is none; the
   * layers of others stay. A layer that is there already is not added again. `digest` is that of the manifest.
   */
  appendLayer(
    name: RepositoryName,
    tag: string,
    layer: LegacyLayer,
    options: LookUpOptions,
  ): Promise<{ readonly digest: string }>;
}

export interface RegistryWriterOptions {
  /** The reader's: pushes keep to the same limits. */
  readonly connection: RegistryConnection;
  /** Why nothing may be pushed now (offline, Restricted Mode), or `undefined` when it may. */
  readonly blocked?: (name: RepositoryName) => Fault | undefined;
}

/** OCI distribution specification 1.1, the writing half. */
export function createRegistryWriter(options: RegistryWriterOptions): RegistryWriter {
  return new DistributionWriter(options);
}

class DistributionWriter implements RegistryWriter {
  readonly #options: RegistryWriterOptions;
  readonly #referrersApi: ReferrersApi;
  readonly #pusher: Pusher;
  readonly #update: TagUpdate;

  constructor(options: RegistryWriterOptions) {
    const { transport, referrersApi, clock, random } = options.connection;
    this.#options = options;
    this.#referrersApi = referrersApi;
    this.#pusher = new Pusher(transport, clock);
    this.#update = new TagUpdate(this.#pusher, clock, random);
  }

  async putBlob(name: RepositoryName, bytes: Uint8Array, options: LookUpOptions): Promise<void> {
    await this.#write(name, options, (endpoint) => this.#pusher.putBlob(endpoint, bytes, options));
  }

  async attach(
    name: RepositoryName,
    manifest: ReferrerManifest,
    options: LookUpOptions,
  ): Promise<{ readonly digest: string; readonly layout: 'referrer' | 'fallback-tag' }> {
    const subject = parseManifest(manifest.bytes)?.subject?.digest;
    if (subject === undefined) throw new Error('a manifest without a subject refers to nothing');
    return await this.#write(name, options, async (endpoint) => {
      const digest = sha256(manifest.bytes);
      const answer = await this.#pusher.putManifest(endpoint, manifest, options);
      const acknowledged = answer.headers['oci-subject'] === subject;
      if (await this.#isListed(endpoint, subject, digest, acknowledged, options)) {
        return { digest, layout: 'referrer' };
      }
      const tag = fallbackTag(subject);
      await this.#update.add(endpoint, tag, indexAddition(endpoint, tag, subject, manifest), options);
      return { digest, layout: 'fallback-tag' };
    });
  }

  async appendLayer(
    name: RepositoryName,
    tag: string,
    layer: LegacyLayer,
    options: LookUpOptions,
  ): Promise<{ readonly digest: string }> {
    return await this.#write(name, options, async (endpoint) => {
      await this.#pusher.putBlob(endpoint, layer.bytes, options);
      const addition = layerAddition(endpoint, tag, layer, (digest) =>
        this.#pusher.blob(endpoint, digest, options),
      );
      return { digest: await this.#update.add(endpoint, tag, addition, options) };
    });
  }

  /**
   * Is a manifest among the referrers of its subject by the registry's own doing? `OCI-Subject` alone does not say so:
   * some send it and have no Referrers API, others have the API and do not send it.
   */
  async #isListed(
    endpoint: Endpoint,
    subject: string,
    digest: string,
    acknowledged: boolean,
    options: LookUpOptions,
  ): Promise<boolean> {
    const listed = await this.#referrersApi.list(endpoint, subject, options);
    if (listed.source !== 'api') return false;
    return acknowledged || listed.descriptors.some((descriptor) => descriptor.digest === digest);
  }

  async #write<T>(
    name: RepositoryName,
    { preferences }: LookUpOptions,
    work: (endpoint: Endpoint) => Promise<T>,
  ): Promise<T> {
    const { connection, blocked } = this.#options;
    try {
      const fault = blocked?.(name);
      if (fault) throw new RegistryError(fault);
      return await work(ownEndpoint(name, preferences ?? connection.settings));
    } catch (error) {
      throw error instanceof RegistryError ? new RegistryError({ ...error.fault, writing: true }) : error;
    }
  }
}
