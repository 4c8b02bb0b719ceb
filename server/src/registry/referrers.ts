import { checkDigest } from '../image/digest.ts';
import type { Endpoint } from './endpoint.ts';
import { type Fault, RegistryError } from './fault.ts';
import { errorCodes } from './json-body.ts';
import { nextPage } from './link-header.ts';
import { type Descriptor, parseManifest } from './manifest.ts';
import { bareMediaType, mediaTypes } from './media-types.ts';
import type { Clock } from './ports.ts';
import type { LookUpOptions, RegistryResponse, RegistryTransport } from './transport.ts';

/** The manifests that name an image as their subject. */
export interface ReferrerList {
  readonly source: 'api' | 'fallback-tag';
  readonly descriptors: readonly Descriptor[];
  /** Why the list is not all of it. */
  readonly incomplete?: Fault;
}

/**
 * The host has no Referrers API: clients keep the list under the fallback tag. `doubt` says why that is not certain: then
 * a missing tag is no proof that there are no referrers.
 */
export interface NotOffered {
  readonly source: 'none';
  readonly doubt?: Fault;
}

/** The tag under which clients keep the list on a registry without the Referrers API: `sha256-<hex>`. */
export function fallbackTag(digest: string): string {
  const check = checkDigest(digest);
  return check.ok ? `${check.algorithm}-${check.hex.slice(0, 64)}` : '';
}

/** More referrers than this are not looked at. */
export const maxReferrers = 200;
const maxPages = 20;
const maxPageBytes = 4 * 1024 * 1024;
/** A registry that learns the Referrers API is noticed after this long. */
const forgetAfter = 60 * 60 * 1000;

/**
 * The Referrers API (distribution specification 1.1). Whether a host has it is learnt once, by its first look-up; others
 * at the same time wait for that one.
 */
export class ReferrersApi {
  readonly #transport: RegistryTransport;
  readonly #clock: Clock;
  readonly #offered = new Map<string, { readonly offered: boolean; readonly at: number }>();
  readonly #learning = new Map<string, Promise<unknown>>();

  constructor(transport: RegistryTransport, clock: Clock) {
    this.#transport = transport;
    this.#clock = clock;
  }

  /**
   * The referrers of a manifest, or that the host has no Referrers API.
   * @throws RegistryError when the first page cannot be read.
   */
  async list(endpoint: Endpoint, digest: string, options: LookUpOptions): Promise<ReferrerList | NotOffered> {
    const { origin } = endpoint;
    if (this.#isOffered(origin) === undefined) {
      const other = this.#learning.get(origin);
      if (other) {
        // If that one fails, everybody asks for himself.
        await other.catch(() => undefined);
      } else {
        const first = this.#ask(endpoint, digest, options);
        this.#learning.set(origin, first);
        return await first.finally(() => this.#learning.delete(origin));
      }
    }
    return this.#isOffered(origin) === false
      ? { source: 'none' }
      : await this.#ask(endpoint, digest, options);
  }

  #isOffered(origin: string): boolean | undefined {
    const known = this.#offered.get(origin);
    return known && this.#clock.now() - known.at < forgetAfter ? known.offered : undefined;
  }

  #learn(origin: string, offered: boolean): void {
    this.#offered.set(origin, { offered, at: this.#clock.now() });
  }

  async #ask(endpoint: Endpoint, digest: string, options: LookUpOptions): Promise<ReferrerList | NotOffered> {
    const first = await this.#page(endpoint, `referrers/${digest}`, options);
    const found = readPage(first);
    if (found === 'not-offered') {
      // A repository that does not exist says nothing about the host.
      if (!errorCodes(first).includes('NAME_UNKNOWN')) this.#learn(endpoint.origin, false);
      return { source: 'none' };
    }
    if (found === 'doubtful') {
      // A login page of some proxy, perhaps: it says nothing about the host either.
      const type = bareMediaType(first.headers['content-type']) || 'no content type';
      const detail = `HTTP ${first.status}, ${type} instead of a list of referrers`;
      const { registry, repository } = endpoint;
      return { source: 'none', doubt: { code: 'content-type', host: registry, repository, detail } };
    }
    this.#learn(endpoint.origin, true);
    if (found === 'malformed') throw malformed(endpoint, 'the list of referrers is not an index');
    return await this.#rest(endpoint, first, found, options);
  }

  async #rest(
    endpoint: Endpoint,
    first: RegistryResponse,
    found: Page,
    options: LookUpOptions,
  ): Promise<ReferrerList> {
    const descriptors = [...found.descriptors];
    let unreadable = found.unreadable;
    const incomplete = (fault: Fault): ReferrerList => ({ source: 'api', descriptors, incomplete: fault });
    const { origin } = new URL(endpoint.origin);
    const seen = new Set([first.url.href]);
    let next = nextPage(first.headers.link, first.url);
    while (next) {
      if (next.origin !== origin || !next.pathname.startsWith('/v2/')) {
        return incomplete(malformed(endpoint, `the next page of referrers is at ${next.host}`).fault);
      }
      if (seen.has(next.href)) {
        return incomplete(malformed(endpoint, 'the pages of referrers go round in a circle').fault);
      }
      if (seen.size >= maxPages || descriptors.length > maxReferrers) {
        return incomplete({ code: 'too-large', host: endpoint.registry, detail: 'too many referrers' });
      }
      seen.add(next.href);
      try {
        const response = await this.#page(endpoint, next, options);
        const page = readPage(response);
        if (typeof page === 'string') {
          return incomplete(malformed(endpoint, `page ${seen.size} of the referrers is not an index`).fault);
        }
        descriptors.push(...page.descriptors);
        unreadable += page.unreadable;
        next = nextPage(response.headers.link, response.url);
      } catch (error) {
        if (error instanceof RegistryError) return incomplete(error.fault);
        throw error;
      }
    }
    if (unreadable > 0) {
      return incomplete(malformed(endpoint, `${unreadable} referrers are no descriptors`).fault);
    }
    return { source: 'api', descriptors };
  }

  #page(endpoint: Endpoint, path: string | URL, options: LookUpOptions): Promise<RegistryResponse> {
    return this.#transport.send(endpoint, {
      method: 'GET',
      path,
      accept: mediaTypes.ociIndex,
      maxBytes: maxPageBytes,
      ...options,
    });
  }
}

interface Page {
  readonly descriptors: readonly Descriptor[];
  readonly unreadable: number;
}

/** How registries say that they do not know the path. */
const unknownPath: ReadonlySet<number> = new Set([400, 404, 405, 406]);

function readPage(response: RegistryResponse): Page | 'not-offered' | 'doubtful' | 'malformed' {
  if (unknownPath.has(response.status)) return 'not-offered';
  if (response.status !== 200) return 'doubtful';
  if (bareMediaType(response.headers['content-type']) !== mediaTypes.ociIndex) return 'doubtful';
  const manifest = parseManifest(response.body);
  if (!manifest?.manifests) return 'malformed';
  return { descriptors: manifest.manifests, unreadable: manifest.unreadable };
}

function malformed(endpoint: Endpoint, detail: string): RegistryError {
  return new RegistryError({ code: 'malformed', host: endpoint.registry, detail });
}
