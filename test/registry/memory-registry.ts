import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../server/src/image/digest.ts';
import type { Descriptor } from '../../server/src/registry/manifest.ts';
import {
  type HttpClient,
  HttpError,
  type HttpRequest,
  type HttpResponse,
} from '../../server/src/registry/ports.ts';

const ociIndex = 'application/vnd.oci.image.index.v1+json';
const ociManifest = 'application/vnd.oci.image.manifest.v1+json';

type Answer = HttpResponse | HttpError | undefined;

/** Registries in memory, behind an `HttpClient`: no sockets, every request counted, any answer replaceable. */
export class MemoryRegistry {
  /** `HEAD https://registry.example/v2/…` in the order of arrival. */
  readonly log: string[] = [];
  readonly requests: HttpRequest[] = [];
  readonly #hosts = new Map<string, MemoryHost>();
  /** Asked first; what it answers is the answer. */
  intercept: (url: URL, request: HttpRequest) => Answer | Promise<Answer> = () => undefined;

  host(name: string, options: { referrersApi?: boolean } = {}): MemoryHost {
    let host = this.#hosts.get(name);
    if (!host) {
      host = new MemoryHost(options.referrersApi ?? true);
      this.#hosts.set(name, host);
    }
    return host;
  }

  readonly http: HttpClient = async (request) => {
    const url = new URL(request.url);
    this.requests.push(request);
    this.log.push(`${request.method} ${request.url}`);
    await Promise.resolve();
    if (request.signal?.aborted) throw new HttpError('aborted', 'aborted');
    const answer = (await this.intercept(url, request)) ?? this.#hosts.get(url.host)?.answer(url);
    if (answer === undefined) throw new HttpError('dns', `no host ${url.host}`);
    if (answer instanceof HttpError) throw answer;
    if (answer.body.byteLength > request.maxBytes) throw new HttpError('too-large', 'too large');
    return request.method === 'HEAD' ? { ...answer, body: new Uint8Array() } : answer;
  };

  /** The log since the last call. */
  take(): string[] {
    return this.log.splice(0);
  }
}

export class MemoryHost {
  readonly referrersApi: boolean;
  readonly #repositories = new Map<string, MemoryRepository>();

  constructor(referrersApi: boolean) {
    this.referrersApi = referrersApi;
  }

  repository(name: string): MemoryRepository {
    let repository = this.#repositories.get(name);
    if (!repository) {
      repository = new MemoryRepository();
      this.#repositories.set(name, repository);
    }
    return repository;
  }

  answer(url: URL): HttpResponse {
    const [, name = '', kind, what = ''] =
      /^\/v2\/(.+)\/(manifests|blobs|referrers)\/([^/]+)$/.exec(url.pathname) ?? [];
    if (kind === 'referrers' && !this.referrersApi) return text(404, '404 page not found');
    const repository = this.#repositories.get(name);
    if (!repository) return error(404, 'NAME_UNKNOWN');
    if (kind === 'referrers') return json(200, index(repository.referrers(what)), ociIndex);
    const found = kind === 'blobs' ? repository.blobs.get(what) : repository.find(what);
    if (!found) return error(404, kind === 'blobs' ? 'BLOB_UNKNOWN' : 'MANIFEST_UNKNOWN');
    return {
      status: 200,
      headers: {
        'content-type': kind === 'blobs' ? 'application/octet-stream' : mediaTypeOf(found),
        'content-length': String(found.byteLength),
        'docker-content-digest': sha256(found),
      },
      body: found,
    };
  }
}

export class MemoryRepository {
  readonly blobs = new Map<string, Uint8Array>();
  readonly manifests = new Set<string>();
  readonly tags = new Map<string, string>();

  find(tagOrDigest: string): Uint8Array | undefined {
    const digest = this.tags.get(tagOrDigest) ?? tagOrDigest;
    return this.manifests.has(digest) ? this.blobs.get(digest) : undefined;
  }

  blob(content: unknown): Descriptor {
    const bytes = content instanceof Uint8Array ? content : encode(content);
    const digest = sha256(bytes);
    this.blobs.set(digest, bytes);
    return { mediaType: 'application/octet-stream', digest, size: bytes.byteLength, annotations: {} };
  }

  /** Adds a manifest, by default an image of one layer, and returns its descriptor. */
  manifest(content: Record<string, unknown>, tag?: string): Descriptor {
    const value = { schemaVersion: 2, mediaType: ociManifest, ...content };
    const descriptor = { ...this.blob(value), mediaType: value.mediaType };
    this.manifests.add(descriptor.digest);
    if (tag !== undefined) this.tags.set(tag, descriptor.digest);
    return descriptor;
  }

  image(tag: string, config: unknown = { os: 'linux', architecture: 'amd64', tag }): Descriptor {
    const mediaType = 'application/vnd.oci.image.config.v1+json';
    return this.manifest({ config: { ...this.blob(config), mediaType }, layers: [] }, tag);
  }

  index(manifests: readonly unknown[], tag?: string): Descriptor {
    return this.manifest({ mediaType: ociIndex, manifests }, tag);
  }

  referrers(digest: string): Descriptor[] {
    return [...this.manifests].flatMap((own) => {
      const bytes = this.blobs.get(own) ?? new Uint8Array();
      const manifest = decode(bytes) as Partial<Record<'subject' | 'config', Descriptor>> &
        Partial<Descriptor>;
      if (manifest.subject?.digest !== digest) return [];
      const artifactType = manifest.artifactType ?? manifest.config?.mediaType;
      return [
        {
          mediaType: mediaTypeOf(bytes),
          digest: own,
          size: bytes.byteLength,
          annotations: manifest.annotations ?? {},
          ...(artifactType && { artifactType }),
        },
      ];
    });
  }

  /** Takes in an OCI image layout: all blobs, every tag, and every manifest that an index in it lists. */
  load(directory: string): this {
    for (const algorithm of readdirSync(join(directory, 'blobs'))) {
      for (const hex of readdirSync(join(directory, 'blobs', algorithm))) {
        this.blobs.set(
          `${algorithm}:${hex}`,
          new Uint8Array(readFileSync(join(directory, 'blobs', algorithm, hex))),
        );
      }
    }
    this.#list(new Uint8Array(readFileSync(join(directory, 'index.json'))));
    return this;
  }

  #list(bytes: Uint8Array): void {
    const { manifests } = decode(bytes) as { manifests?: Descriptor[] };
    for (const { digest, annotations } of manifests ?? []) {
      const tag = annotations?.['org.opencontainers.image.ref.name'];
      if (tag !== undefined) this.tags.set(tag, digest);
      const listed = this.blobs.get(digest);
      if (!listed || this.manifests.has(digest)) continue;
      this.manifests.add(digest);
      this.#list(listed);
    }
  }
}

export function index(manifests: readonly unknown[]): unknown {
  return { schemaVersion: 2, mediaType: ociIndex, manifests };
}

export function json(status: number, value: unknown, type = 'application/json', headers = {}): HttpResponse {
  return { status, headers: { 'content-type': type, ...headers }, body: encode(value) };
}

export function text(status: number, value: string, headers = {}): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'text/html', ...headers },
    body: new TextEncoder().encode(value),
  };
}

export function error(status: number, code: string, headers = {}): HttpResponse {
  return json(status, { errors: [{ code, message: code.toLowerCase() }] }, 'application/json', headers);
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function decode(bytes: Uint8Array): Record<string, unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function mediaTypeOf(bytes: Uint8Array): string {
  const { mediaType } = decode(bytes);
  return typeof mediaType === 'string' ? mediaType : ociManifest;
}
