import { hasDigest, sha256 } from '../image/digest.ts';
import type { Endpoint } from './endpoint.ts';
import { type FaultCode, RegistryError } from './fault.ts';
import { type FetchedManifest, readManifest } from './fetched-manifest.ts';
import { errorCodes, errorDetail, isRegistryAnswer } from './json-body.ts';
import { anyManifestAccept } from './media-types.ts';
import { nextHop } from './next-hop.ts';
import type { Clock } from './ports.ts';
import { sleep } from './sleep.ts';
import type { LookUpOptions, RegistryRequest, RegistryResponse, RegistryTransport } from './transport.ts';

/** A manifest as it is to be kept. */
export interface NewManifest {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** What a tag names at this moment. */
export interface Tagged {
  readonly manifest: FetchedManifest;
  /** For `If-Match`; a weak one is no good for that. */
  readonly etag?: string;
}

type Request = Omit<RegistryRequest, keyof LookUpOptions | 'access' | 'maxBytes'>;

const maxManifestBytes = 4 * 1024 * 1024;
const maxBlobBytes = 32 * 1024 * 1024;
/** What a registry says when something was pushed. */
const maxAnswerBytes = 1024 * 1024;
/** Up to this size an upload takes no longer than any other request; beyond it gets a second for each 100 KB. */
const smallUpload = 256 * 1024;
const maxUploads = 3;
const maxPuts = 3;
/** Milliseconds before a manifest is put once more, when a blob of it was not seen. */
const blobWait = 300;
const strongTag = /^"[\x21\x23-\x7e]{1,512}"$/;

/** The requests that pushes are made of. All of them ask for a token that may write. */
export class Pusher {
  readonly #transport: RegistryTransport;
  readonly #clock: Clock;

  constructor(transport: RegistryTransport, clock: Clock) {
    this.#transport = transport;
    this.#clock = clock;
  }

  /** Uploads a blob unless the repository has it. */
  async putBlob(endpoint: Endpoint, bytes: Uint8Array, options: LookUpOptions): Promise<void> {
    if (bytes.byteLength > maxBlobBytes) throw tooLarge(endpoint, bytes, maxBlobBytes);
    const digest = sha256(bytes);
    for (let uploads = 1; ; uploads++) {
      const head = await this.#send(endpoint, { method: 'HEAD', path: `blobs/${digest}` }, options);
      if (head.status === 200) return;
      try {
        await this.#upload(endpoint, digest, bytes, options);
        return;
      } catch (error) {
        // It may have arrived all the same, and what was begun cannot be gone on with: look, then begin anew.
        if (!isInterruption(error) || uploads === maxUploads) throw error;
      }
    }
  }

  /** A small blob (a config); `undefined` when the repository has none of this digest. */
  async blob(endpoint: Endpoint, digest: string, options: LookUpOptions): Promise<Uint8Array | undefined> {
    const response = await this.#send(endpoint, { method: 'GET', path: `blobs/${digest}` }, options);
    if (response.status === 404) return undefined;
    if (response.status !== 200) throw fault(endpoint, 'malformed', errorDetail(response));
    if (hasDigest(response.body, digest)) return response.body;
    throw fault(endpoint, 'digest-mismatch', `${digest} was asked for, ${sha256(response.body)} came`);
  }

  /** `undefined` only when the registry says in so many words that there is no such tag. */
  async tagged(endpoint: Endpoint, tag: string, options: LookUpOptions): Promise<Tagged | undefined> {
    const request = { method: 'GET', path: `manifests/${tag}`, accept: anyManifestAccept } as const;
    const response = await this.#send(endpoint, request, options);
    if (response.status === 404 && isRegistryAnswer(response)) return undefined;
    if (response.status !== 200) throw fault(endpoint, 'malformed', errorDetail(response));
    const manifest = readManifest(endpoint, tag, response);
    const { etag } = response.headers;
    return etag !== undefined && strongTag.test(etag) ? { manifest, etag } : { manifest };
  }

  /** Puts a manifest under its digest. Done twice it is the same. */
  async putManifest(
    endpoint: Endpoint,
    manifest: NewManifest,
    options: LookUpOptions,
  ): Promise<RegistryResponse> {
    const digest = sha256(manifest.bytes);
    const response = await this.#putOften(endpoint, digest, manifest, options);
    const kept = response.headers['docker-content-digest'];
    if (kept !== undefined && kept !== digest) {
      throw fault(endpoint, 'digest-mismatch', `${digest} was pushed, ${kept} is kept`);
    }
    return response;
  }

  /** Puts a manifest under a tag. `changed`: the tag is not what `ifMatch` says. */
  async putTag(
    endpoint: Endpoint,
    tag: string,
    manifest: NewManifest,
    ifMatch: string | undefined,
    options: LookUpOptions,
  ): Promise<'written' | 'changed'> {
    const headers: Record<string, string> = ifMatch === undefined ? {} : { 'if-match': ifMatch };
    const response = await this.#put(endpoint, tag, manifest, headers, options);
    return response.status === 412 ? 'changed' : 'written';
  }

  async #putOften(
    endpoint: Endpoint,
    digest: string,
    manifest: NewManifest,
    options: LookUpOptions,
  ): Promise<RegistryResponse> {
    for (let puts = 1; ; puts++) {
      try {
        return await this.#put(endpoint, digest, manifest, {}, options);
      } catch (error) {
        if (!isUnseenBlob(error) || puts === maxPuts) throw error;
        await sleep(this.#clock, blobWait * puts, options.signal);
      }
    }
  }

  async #put(
    endpoint: Endpoint,
    tagOrDigest: string,
    { mediaType, bytes }: NewManifest,
    condition: Readonly<Record<string, string>>,
    options: LookUpOptions,
  ): Promise<RegistryResponse> {
    if (bytes.byteLength > maxManifestBytes) throw tooLarge(endpoint, bytes, maxManifestBytes);
    const request: Request = {
      method: 'PUT',
      path: `manifests/${tagOrDigest}`,
      headers: { 'content-type': mediaType, ...condition },
      body: bytes,
      timeoutMs: timeoutOf(bytes),
      // Under a tag somebody else may have put something in the meantime.
      repeatable: tagOrDigest.includes(':'),
    };
    const response = await this.#send(endpoint, request, options);
    const changed = response.status === 412 && 'if-match' in condition;
    if (!isSuccess(response) && !changed) throw refusal(endpoint, response);
    return response;
  }

  async #upload(
    endpoint: Endpoint,
    digest: string,
    bytes: Uint8Array,
    options: LookUpOptions,
  ): Promise<void> {
    const begun = await this.#send(endpoint, { method: 'POST', path: 'blobs/uploads/' }, options);
    if (begun.status === 201) return;
    if (begun.status !== 202) throw refusal(endpoint, begun);
    const target = nextHop(begun.url, begun, endpoint);
    // Appended, because what the registry put into its query must come back as it was.
    target.search += `${target.search === '' ? '?' : '&'}digest=${encodeURIComponent(digest)}`;
    const request: Request = {
      method: 'PUT',
      path: target,
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes,
      timeoutMs: timeoutOf(bytes),
      repeatable: false,
    };
    const ended = await this.#send(endpoint, request, options);
    if (!isSuccess(ended)) throw refusal(endpoint, ended);
  }

  #send(
    endpoint: Endpoint,
    request: Request,
    { priority, signal }: LookUpOptions,
  ): Promise<RegistryResponse> {
    const maxBytes = request.method === 'GET' ? maxManifestBytes : maxAnswerBytes;
    return this.#transport.send(endpoint, { ...request, access: 'push', maxBytes, priority, signal });
  }
}

/**
 * The connection or the registry broke off, and nobody knows what was done until then; or it did not see a blob that is
 * there. To look, and to try again, is right for both.
 */
export function isInterruption(error: unknown): boolean {
  return (error instanceof RegistryError && interruptions.has(error.fault.code)) || isUnseenBlob(error);
}

/** Distribution 2 does not see a blob while somebody else writes the same one again: all signers share some. */
function isUnseenBlob(error: unknown): boolean {
  return error instanceof RegistryError && error.fault.code === 'blob-unknown';
}

const interruptions: ReadonlySet<FaultCode> = new Set(['reset', 'truncated', 'server-error']);

function timeoutOf(bytes: Uint8Array): number | undefined {
  return bytes.byteLength <= smallUpload ? undefined : 15_000 + bytes.byteLength / 100;
}

function isSuccess({ status }: RegistryResponse): boolean {
  return status >= 200 && status < 300;
}

const noRoom: ReadonlySet<number> = new Set([402, 413, 507]);
const noPushes: ReadonlySet<number> = new Set([405, 501]);

/** Why something that was pushed was not taken. */
function refusal(endpoint: Endpoint, response: RegistryResponse): RegistryError {
  const { status } = response;
  const codes = errorCodes(response);
  const code = noRoom.has(status)
    ? 'quota'
    : noPushes.has(status) || codes.includes('UNSUPPORTED')
      ? 'read-only'
      : codes.includes('DENIED')
        ? 'forbidden'
        : codes.includes('MANIFEST_BLOB_UNKNOWN')
          ? 'blob-unknown'
          : 'rejected';
  return fault(endpoint, code, errorDetail(response));
}

function tooLarge(endpoint: Endpoint, bytes: Uint8Array, limit: number): RegistryError {
  const size = (bytes.byteLength / 1024 / 1024).toFixed(1);
  return fault(endpoint, 'too-large', `${size} MiB of at most ${limit / 1024 / 1024}`);
}

function fault(endpoint: Endpoint, code: FaultCode, detail: string): RegistryError {
  const { registry: host, repository } = endpoint;
  return new RegistryError({ code, host, repository, detail });
}
