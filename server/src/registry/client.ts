import { hasDigest, isDigest, sha256 } from '../image/digest.ts';
import type { RepositoryName } from '../image/names.ts';
import type { BlobCache } from './blob-cache.ts';
import { type ConnectionOptions, connectRegistries, type RegistryConnection } from './connection.ts';
import { type Endpoint, endpointsOf, type PreferencesOf } from './endpoint.ts';
import { type FaultCode, RegistryError } from './fault.ts';
import { type FetchedManifest, isManifestType, readManifest } from './fetched-manifest.ts';
import { errorCodes, errorDetail, isRegistryAnswer } from './json-body.ts';
import { anyManifestAccept, bareMediaType, imageAccept, isIndex } from './media-types.ts';
import type { Logger } from './ports.ts';
import { fallbackTag, type ReferrerList, type ReferrersApi } from './referrers.ts';
import type { LookUpOptions, RegistryResponse, RegistryTransport } from './transport.ts';

export interface RegistryClientOptions extends ConnectionOptions {
  readonly logger: Logger;
  /** Where blobs that are to be kept are looked for first. */
  readonly blobs?: BlobCache;
}

export type Resolution =
  | { readonly state: 'resolved'; readonly digest: string; readonly mediaType: string; readonly size: number }
  /** A registry said so in so many words. */
  | { readonly state: 'not-found'; readonly what: 'tag' | 'digest' | 'repository' };

export interface BlobOptions extends LookUpOptions {
  readonly maxBytes?: number;
  readonly keep?: boolean | 'only';
}

/**
 * Reads what registries hold. Every body that has a digest is hashed before it is handed out. Each method rejects with
 * `RegistryError` when it could not look, and only then: what is definitely not there is a result.
 */
export interface RegistryClient {
  /** The manifest that a tag or digest names, by HEAD where that is enough. An index is not descended into. */
  resolve(name: RepositoryName, tagOrDigest: string, options: LookUpOptions): Promise<Resolution>;
  /** A manifest of any kind, at most 4 MiB; `undefined` when there is none. */
  manifest(
    name: RepositoryName,
    tagOrDigest: string,
    options: LookUpOptions,
  ): Promise<FetchedManifest | undefined>;
  /**
   * A blob of at most `maxBytes` (32 MiB unless told); `undefined` when there is none. With `keep` it is remembered, and a
   * remembered one is not asked for; with `only` nothing else is given, and nobody asked.
   */
  blob(name: RepositoryName, digest: string, options: BlobOptions): Promise<Uint8Array | undefined>;
  /** The referrers of a manifest, from the Referrers API or, where a host has none, from the fallback tag. */
  referrers(name: RepositoryName, digest: string, options: LookUpOptions): Promise<ReferrerList>;
}

const maxManifestBytes = 4 * 1024 * 1024;
const maxBlobBytes = 32 * 1024 * 1024;
const noReferrers: ReferrerList = { source: 'fallback-tag', descriptors: [] };

/** OCI distribution specification 1.1, the reading half. A `connection` may be shared with a writer. */
export function createRegistryClient(
  options: RegistryClientOptions,
  connection: RegistryConnection = connectRegistries(options),
): RegistryClient {
  return new DistributionClient(options, connection);
}

class DistributionClient implements RegistryClient {
  readonly #transport: RegistryTransport;
  readonly #referrersApi: ReferrersApi;
  readonly #settings: PreferencesOf;
  readonly #logger: Logger;
  readonly #blobs: BlobCache | undefined;

  constructor({ settings, logger, blobs }: RegistryClientOptions, connection: RegistryConnection) {
    this.#transport = connection.transport;
    this.#referrersApi = connection.referrersApi;
    this.#settings = settings;
    this.#logger = logger;
    this.#blobs = blobs;
  }

  async resolve(name: RepositoryName, tagOrDigest: string, options: LookUpOptions): Promise<Resolution> {
    return await this.#firstOf(name, options, async (endpoint) => {
      const value = await this.#resolveAt(endpoint, tagOrDigest, options);
      return { found: value.state === 'resolved', value };
    });
  }

  async manifest(
    name: RepositoryName,
    tagOrDigest: string,
    options: LookUpOptions,
  ): Promise<FetchedManifest | undefined> {
    return await this.#firstOf(name, options, async (endpoint) => {
      const response = await this.#get(endpoint, `manifests/${tagOrDigest}`, anyManifestAccept, options);
      if (response.status === 404) return { found: false, value: undefined };
      if (response.status !== 200) throw unexpected(endpoint, response);
      return { found: true, value: readManifest(endpoint, tagOrDigest, response) };
    });
  }

  async blob(name: RepositoryName, digest: string, options: BlobOptions): Promise<Uint8Array | undefined> {
    const known = options.keep ? this.#blobs?.get(digest) : undefined;
    if (known && hasDigest(known, digest)) return known;
    if (options.keep === 'only') return undefined;
    const bytes = await this.#fetchBlob(name, digest, options);
    if (bytes && options.keep) this.#blobs?.set(digest, bytes);
    return bytes;
  }

  async #fetchBlob(
    name: RepositoryName,
    digest: string,
    options: BlobOptions,
  ): Promise<Uint8Array | undefined> {
    return await this.#firstOf(name, options, async (endpoint) => {
      const response = await this.#transport.send(endpoint, {
        method: 'GET',
        path: `blobs/${digest}`,
        maxBytes: options.maxBytes ?? maxBlobBytes,
        priority: options.priority,
        signal: options.signal,
      });
      if (response.status === 404) return { found: false, value: undefined };
      if (response.status !== 200) throw unexpected(endpoint, response);
      if (!hasDigest(response.body, digest)) {
        throw fault(endpoint, 'digest-mismatch', `${digest} was asked for, ${sha256(response.body)} came`);
      }
      return { found: true, value: response.body };
    });
  }

  async referrers(name: RepositoryName, digest: string, options: LookUpOptions): Promise<ReferrerList> {
    return await this.#firstOf(name, options, async (endpoint) => {
      const listed = await this.#referrersApi.list(endpoint, digest, options);
      if (listed.source !== 'none') return { found: true, value: listed };
      const none = listed.doubt ? { ...noReferrers, incomplete: listed.doubt } : noReferrers;
      const tag = fallbackTag(digest);
      const response = await this.#get(endpoint, `manifests/${tag}`, anyManifestAccept, options);
      if (response.status === 404) return { found: false, value: none };
      if (response.status !== 200) throw unexpected(endpoint, response);
      const { digest: listDigest, mediaType, content } = readManifest(endpoint, tag, response);
      // `cosign copy` puts the image itself under this tag: no list, and none of its platforms refers to it.
      if (listDigest === digest) return { found: false, value: none };
      if (!isIndex(mediaType) || !content.manifests) {
        throw fault(endpoint, 'content-type', `the tag ${tag} names no index but ${mediaType}`);
      }
      const value: ReferrerList = { source: 'fallback-tag', descriptors: content.manifests };
      if (content.unreadable === 0) return { found: true, value };
      const detail = `${content.unreadable} entries under the tag ${tag} are no descriptors`;
      return { found: true, value: { ...value, incomplete: fault(endpoint, 'malformed', detail).fault } };
    });
  }

  async #resolveAt(endpoint: Endpoint, tagOrDigest: string, options: LookUpOptions): Promise<Resolution> {
    const path = `manifests/${tagOrDigest}`;
    const head = await this.#transport.send(endpoint, {
      method: 'HEAD',
      path,
      accept: imageAccept,
      maxBytes: maxManifestBytes,
      ...options,
    });
    const resolved = head.status === 200 ? readHead(endpoint, tagOrDigest, head) : undefined;
    if (resolved) return resolved;
    // HEAD has no body: what is missing, and what the registry did not put into headers, only GET tells.
    const response = await this.#get(endpoint, path, imageAccept, options);
    if (response.status === 200) {
      const { digest, mediaType, size } = readManifest(endpoint, tagOrDigest, response);
      return { state: 'resolved', digest, mediaType, size };
    }
    if (response.status !== 404 || !isRegistryAnswer(response)) throw unexpected(endpoint, response);
    const missing = isDigest(tagOrDigest) ? 'digest' : 'tag';
    return {
      state: 'not-found',
      what: errorCodes(response).includes('NAME_UNKNOWN') ? 'repository' : missing,
    };
  }

  #get(endpoint: Endpoint, path: string, accept: string, options: LookUpOptions): Promise<RegistryResponse> {
    const { priority, signal } = options;
    return this.#transport.send(endpoint, {
      method: 'GET',
      path,
      accept,
      maxBytes: maxManifestBytes,
      priority,
      signal,
    });
  }

  /** The mirror's answer if it has one, else the registry's own, whatever that is. */
  async #firstOf<T>(
    name: RepositoryName,
    { preferences }: LookUpOptions,
    ask: (endpoint: Endpoint) => Promise<{ readonly found: boolean; readonly value: T }>,
  ): Promise<T> {
    const [first, ...others] = endpointsOf(name, preferences ?? this.#settings);
    const own = others.at(-1);
    if (!own) return (await ask(first)).value;
    try {
      const answer = await ask(first);
      if (answer.found) return answer.value;
    } catch (error) {
      if (!(error instanceof RegistryError) || error.fault.code === 'aborted') throw error;
      this.#logger.info(`The mirror of ${name.registry} is passed over: ${error.message}`);
    }
    return (await ask(own)).value;
  }
}

/** What HEAD tells, or `undefined` when that is not all: then the manifest itself must be read. */
function readHead(
  endpoint: Endpoint,
  tagOrDigest: string,
  response: RegistryResponse,
): Resolution | undefined {
  const { headers } = response;
  const digest = headers['docker-content-digest'];
  const mediaType = bareMediaType(headers['content-type']);
  const length = headers['content-length'] ?? '';
  if (digest === undefined || !isDigest(digest)) return undefined;
  if (isDigest(tagOrDigest) && digest !== tagOrDigest) {
    if (algorithm(digest) !== algorithm(tagOrDigest)) return undefined;
    throw fault(endpoint, 'digest-mismatch', `${tagOrDigest} was asked for, ${digest} is offered`);
  }
  if (!isManifestType(mediaType) || !/^\d{1,9}$/.test(length) || 'content-encoding' in headers)
    return undefined;
  return { state: 'resolved', digest, mediaType, size: Number(length) };
}

function algorithm(digest: string): string {
  return digest.slice(0, digest.indexOf(':'));
}

function unexpected(endpoint: Endpoint, response: RegistryResponse): RegistryError {
  return fault(endpoint, 'malformed', errorDetail(response));
}

function fault(endpoint: Endpoint, code: FaultCode, detail: string): RegistryError {
  const { registry, repository } = endpoint;
  return new RegistryError({ code, host: registry, repository, detail });
}
