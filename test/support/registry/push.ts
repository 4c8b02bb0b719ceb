import { contentOf, MEDIA_TYPES, parseManifest } from './content.ts';
import type { BuiltManifest } from './image-builder.ts';
import type { Repository } from './repository.ts';

/** The tag whose index lists the referrers of a digest where there is no Referrers API. */
export function fallbackTag(digest: string): string {
  return digest.replace(':', '-');
}

/** Stores a manifest, its children and its blobs. */
export function pushBuilt(
  repository: Repository,
  built: BuiltManifest,
  tags: readonly string[],
  referrersApi: boolean,
): void {
  for (const child of built.children) pushBuilt(repository, child, [], referrersApi);
  for (const blob of built.blobs) repository.putBlob(blob.digest, blob.bytes);
  repository.putManifest(built);
  for (const tag of tags) repository.tags.set(tag, built.digest);
  if (built.subject !== undefined && !referrersApi)
    addToFallbackIndex(repository, built.subject, built.digest);
}

function addToFallbackIndex(repository: Repository, subject: string, digest: string): void {
  const tag = fallbackTag(subject);
  const current = repository.manifest(tag);
  const listed = current === undefined ? [] : (parseManifest(current.bytes)?.manifests ?? []);
  const added = repository.referrers(subject).filter((descriptor) => descriptor.digest === digest);
  const manifests = [...listed.filter((descriptor) => descriptor.digest !== digest), ...added];
  const json = { schemaVersion: 2, mediaType: MEDIA_TYPES.ociIndex, manifests };
  repository.putManifest(contentOf(MEDIA_TYPES.ociIndex, json), tag);
}
