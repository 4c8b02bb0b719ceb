import { type Content, type Descriptor, descriptorOf, type ManifestJson, parseManifest } from './content.ts';

/** Blobs that somebody else keeps (an OCI layout on disk), read when they are asked for. */
export type BlobSource = (digest: string) => Uint8Array | undefined;

/** One repository: blobs, manifests by digest, tags. */
export class Repository {
  readonly tags = new Map<string, string>();
  private readonly manifests = new Map<string, { content: Content; json: ManifestJson | undefined }>();
  private readonly blobs = new Map<string, Uint8Array>();
  private readonly sources: BlobSource[] = [];

  addSource(source: BlobSource): void {
    this.sources.push(source);
  }

  putBlob(digest: string, bytes: Uint8Array): void {
    this.blobs.set(digest, bytes);
  }

  blob(digest: string): Uint8Array | undefined {
    const kept = this.blobs.get(digest);
    if (kept !== undefined) return kept;
    for (const source of this.sources) {
      const bytes = source(digest);
      if (bytes !== undefined) return bytes;
    }
    return undefined;
  }

  putManifest(content: Content, tag?: string): void {
    this.manifests.set(content.digest, { content, json: parseManifest(content.bytes) });
    if (tag !== undefined) this.tags.set(tag, content.digest);
  }

  removeManifest(digest: string): void {
    this.manifests.delete(digest);
    for (const [tag, target] of this.tags) if (target === digest) this.tags.delete(tag);
  }

  /** By tag or digest. */
  manifest(reference: string): Content | undefined {
    const digest = reference.includes(':') ? reference : this.tags.get(reference);
    return digest === undefined ? undefined : this.manifests.get(digest)?.content;
  }

  /** Descriptors of every manifest whose `subject` is `digest`, in the order in which they came. */
  referrers(digest: string): Descriptor[] {
    const found: Descriptor[] = [];
    for (const { content, json } of this.manifests.values()) {
      if (json?.subject?.digest !== digest) continue;
      const artifactType = json.artifactType ?? json.config?.mediaType;
      found.push({
        ...descriptorOf(content),
        ...(artifactType === undefined ? {} : { artifactType }),
        ...(json.annotations === undefined ? {} : { annotations: json.annotations }),
      });
    }
    return found;
  }
}
