/** Keeps small blobs by digest. What it gives is hashed again by whoever asks. */
export interface BlobCache {
  get(digest: string): Uint8Array | undefined;
  set(digest: string, bytes: Uint8Array): void;
}
