import { BaseFetcher } from 'tuf-js';
import { DownloadHTTPError } from 'tuf-js/dist/error.js';
import { httpTrouble } from '../../registry/http-trouble.ts';
import type { HttpClient, HttpError } from '../../registry/ports.ts';

/** Real metadata and roots take some 10 KB each. */
const maxBytes = 1024 * 1024;
const timeoutMs = 10_000;

export interface HttpFetcherOptions {
  readonly http: HttpClient;
  /** The repository; nothing outside of it is asked. */
  readonly url: string;
  /** Root metadata known from earlier, by version. They are verified like those that come. */
  readonly roots: ReadonlyMap<number, string>;
  readonly signal: AbortSignal;
}

/** Asks a TUF repository through our own HTTP, which knows the editor's proxies. Redirects are not followed. */
export class HttpFetcher extends BaseFetcher {
  readonly #options: HttpFetcherOptions;
  /** The root metadata that were given out, in order. */
  readonly roots: string[] = [];
  /** Why the repository could not be read, on one line. */
  problem: string | undefined;

  constructor(options: HttpFetcherOptions) {
    super();
    this.#options = options;
  }

  override async fetch(url: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const version = /^(\d+)\.root\.json$/.exec(url.slice(this.#options.url.length + 1))?.[1];
    const known = version === undefined ? undefined : this.#options.roots.get(Number(version));
    const body = known === undefined ? await this.#get(url, version !== undefined) : Buffer.from(known);
    if (version !== undefined) this.roots.push(Buffer.from(body).toString());
    return new Blob([new Uint8Array(body)]).stream();
  }

  async #get(url: string, isRoot: boolean): Promise<Uint8Array> {
    const { http, signal } = this.#options;
    if (!url.startsWith(`${this.#options.url}/`) || !url.startsWith('https://')) {
      throw this.#failed(`${url} is outside of the repository`);
    }
    const headers = { accept: '*/*', 'accept-encoding': 'identity' };
    let status: number;
    let body: Uint8Array;
    try {
      ({ status, body } = await http({ url, method: 'GET', headers, maxBytes, timeoutMs, signal }));
    } catch (error) {
      // By its shape: this file is bundled apart from the one that makes the error, with a class of its own.
      const { code, message } = error as HttpError;
      throw this.#failed(httpTrouble(code, message));
    }
    if (status === 200) return body;
    // This is how a client learns that it has the newest root metadata.
    if (!(isRoot && (status === 404 || status === 403))) this.problem ??= `HTTP ${status}`;
    throw new DownloadHTTPError(`HTTP ${status}`, status);
  }

  #failed(problem: string): Error {
    this.problem ??= problem;
    return new Error(problem);
  }
}
