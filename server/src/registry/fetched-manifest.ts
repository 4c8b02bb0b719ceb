import { hasDigest, isDigest, sha256 } from '../image/digest.ts';
import type { Endpoint } from './endpoint.ts';
import { type FaultCode, RegistryError } from './fault.ts';
import { type Manifest, parseManifest } from './manifest.ts';
import { bareMediaType } from './media-types.ts';
import type { RegistryResponse } from './transport.ts';

/** A manifest whose bytes were hashed: `digest` is theirs. */
export interface FetchedManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly size: number;
  readonly bytes: Uint8Array;
  readonly content: Manifest;
}

/**
 * Checks and reads the answer to a GET of a manifest.
 * @throws RegistryError of code `digest-mismatch`, `content-type` or `malformed`.
 */
export function readManifest(
  endpoint: Endpoint,
  tagOrDigest: string,
  response: RegistryResponse,
): FetchedManifest {
  const bytes = response.body;
  const refuse = (code: FaultCode, detail: string): RegistryError =>
    new RegistryError({ code, host: endpoint.registry, repository: endpoint.repository, detail });
  const announced = response.headers['docker-content-digest'];
  const digest = isDigest(tagOrDigest)
    ? tagOrDigest
    : announced !== undefined && isDigest(announced)
      ? announced
      : sha256(bytes);
  if (!hasDigest(bytes, digest)) {
    throw refuse('digest-mismatch', `${digest} was promised, ${sha256(bytes)} came`);
  }
  const type = bareMediaType(response.headers['content-type']);
  // A proxy's login page, or a manifest that something on the way has relabelled, is no answer of a registry.
  if (!isManifestType(type) && !saysNothing.has(type)) {
    throw refuse('content-type', `${type} instead of a manifest`);
  }
  const content = parseManifest(bytes);
  if (!content) {
    throw isManifestType(type)
      ? refuse('malformed', `the manifest ${tagOrDigest} is not a JSON object`)
      : refuse('content-type', `${type || 'no content type'} instead of a manifest`);
  }
  const mediaType = isManifestType(type) ? type : content.mediaType;
  if (mediaType === undefined)
    throw refuse('content-type', `${type || 'no content type'} instead of a manifest`);
  return { digest, mediaType, size: bytes.byteLength, bytes, content };
}

/** Labels that fit any manifest: then its own `mediaType` counts. */
const saysNothing: ReadonlySet<string> = new Set([
  '',
  'application/json',
  'application/octet-stream',
  'text/plain',
]);

export function isManifestType(mediaType: string): boolean {
  return mediaType.startsWith('application/vnd.');
}
