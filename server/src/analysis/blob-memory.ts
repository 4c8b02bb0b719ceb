import type { BlobCache } from '../registry/blob-cache.ts';
import { type Cache, noCache } from './cache.ts';

const maxMemoryBytes = 32 * 1024 * 1024;
/** A signature takes a few kilobytes; an SBOM that is larger is fetched again when it is needed again. */
const maxDiskBytes = 96 * 1024;

/**
 * Signatures by digest: in memory, and behind it on disk. They never change, so that a change of the trust rules is judged
 * without asking any registry again.
 */
export class BlobMemory implements BlobCache {
  readonly #cache: Cache | undefined;
  readonly #blobs = new Map<string, Uint8Array>();
  #bytes = 0;

  constructor(cache: Cache | undefined) {
    this.#cache = cache;
  }

  get(digest: string): Uint8Array | undefined {
    const known = this.#blobs.get(digest);
    if (known) return known;
    const text = this.#cache?.get(keyOf(digest));
    if (text === undefined) return undefined;
    const bytes = Buffer.from(text, 'base64');
    this.#remember(digest, bytes);
    return bytes;
  }

  set(digest: string, bytes: Uint8Array): void {
    if (bytes.byteLength > maxMemoryBytes / 8) return;
    this.#remember(digest, bytes);
    if (this.#cache === noCache || bytes.byteLength > maxDiskBytes) return;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
    this.#cache?.set(keyOf(digest), text, Number.POSITIVE_INFINITY);
  }

  clear(): void {
    this.#blobs.clear();
    this.#bytes = 0;
  }

  #remember(digest: string, bytes: Uint8Array): void {
    if (this.#blobs.has(digest)) return;
    this.#blobs.set(digest, bytes);
    this.#bytes += bytes.byteLength;
    for (const [oldest, { byteLength }] of this.#blobs) {
      if (this.#bytes <= maxMemoryBytes) return;
      this.#blobs.delete(oldest);
      this.#bytes -= byteLength;
    }
  }
}

function keyOf(digest: string): string {
  return `blob ${digest}`;
}
