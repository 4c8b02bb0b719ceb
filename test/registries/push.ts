import { createNodeHttp } from '../../server/src/platform/node-http.ts';
import type { HttpRequest, HttpResponse } from '../../server/src/registry/ports.ts';
import {
  type BuiltManifest,
  contentOf,
  descriptorOf,
  fallbackTag,
  MEDIA_TYPES,
  parseManifest,
} from '../support/registry/index.ts';

const http = createNodeHttp({ userAgent: 'imageseal/test', env: {} });

/** Plain HTTP to a registry on loopback, past the client under test. */
export function send(host: string, path: string, more: Partial<HttpRequest> = {}): Promise<HttpResponse> {
  const url = new URL(path, `http://${host}`).href;
  return http({ url, method: 'GET', headers: {}, maxBytes: 10_000_000, timeoutMs: 10_000, ...more });
}

/**
 * Pushes a manifest with all it refers to, as clients do it: blobs, children, the manifest by its tags or digest, and
 * for a referrer the index under the fallback tag where the registry does not acknowledge the subject.
 */
export async function push(
  host: string,
  repository: string,
  built: BuiltManifest,
  ...tags: string[]
): Promise<void> {
  for (const child of built.children) await push(host, repository, child);
  for (const blob of built.blobs) {
    const begun = await send(host, `/v2/${repository}/blobs/uploads/`, { method: 'POST' });
    expectStatus(begun, 202);
    const location = new URL(begun.headers.location ?? '', `http://${host}`);
    location.searchParams.set('digest', blob.digest);
    const headers = { 'content-type': 'application/octet-stream' };
    expectStatus(await send(host, location.href, { method: 'PUT', body: blob.bytes, headers }), 201);
  }
  for (const reference of tags.length === 0 ? [built.digest] : tags) {
    const response = await send(host, `/v2/${repository}/manifests/${reference}`, {
      method: 'PUT',
      body: built.bytes,
      headers: { 'content-type': built.mediaType },
    });
    expectStatus(response, 201);
    if (built.subject === undefined || response.headers['oci-subject'] !== undefined) continue;
    await addToFallbackIndex(host, repository, built, built.subject);
  }
}

async function addToFallbackIndex(
  host: string,
  repository: string,
  built: BuiltManifest,
  subject: string,
): Promise<void> {
  const probe = await send(host, `/v2/${repository}/referrers/${subject}`);
  if (probe.status === 200) return;
  const tag = fallbackTag(subject);
  const path = `/v2/${repository}/manifests/${tag}`;
  const current = await send(host, path, { headers: { accept: MEDIA_TYPES.ociIndex } });
  const listed = current.status === 200 ? (parseManifest(current.body)?.manifests ?? []) : [];
  const json = parseManifest(built.bytes);
  const artifactType = json?.artifactType ?? json?.config?.mediaType;
  const added = { ...descriptorOf(built), artifactType, annotations: json?.annotations };
  const index = contentOf(MEDIA_TYPES.ociIndex, {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.ociIndex,
    manifests: [...listed, added],
  });
  await push(host, repository, { ...index, blobs: [], children: [] }, tag);
}

function expectStatus(response: HttpResponse, status: number): void {
  if (response.status === status) return;
  throw new Error(`HTTP ${response.status} instead of ${status}: ${new TextDecoder().decode(response.body)}`);
}
