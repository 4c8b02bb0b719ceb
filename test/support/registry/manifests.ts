import { type Descriptor, digestOf, type ManifestJson, parseManifest } from './content.ts';
import { type Exchange, failure, type Reply, reply } from './exchange.ts';
import { type HostContext, nameUnknown } from './host.ts';
import type { Repository } from './repository.ts';

/** GET and HEAD, by tag or digest. A client that does not accept the media type gets a 404, as from Distribution. */
export function getManifest(host: HostContext, exchange: Exchange, name: string, reference: string): Reply {
  const repository = host.repository(name);
  if (repository === undefined) return nameUnknown(name);
  const content = repository.manifest(reference);
  if (content === undefined) return failure(404, 'MANIFEST_UNKNOWN', `manifest ${reference} is unknown`);
  if (!accepts(exchange.headers.accept, content.mediaType)) {
    return failure(404, 'MANIFEST_UNKNOWN', `the accept header does not support ${content.mediaType}`);
  }
  const digest: Record<string, string> =
    host.options.digestHeader === false ? {} : { 'docker-content-digest': content.digest };
  const etag: Record<string, string> = host.options.etag === false ? {} : { etag: `"${content.digest}"` };
  return reply(200, { 'content-type': content.mediaType, ...etag, ...digest }, content.bytes);
}

/** PUT by tag or digest; what it refers to must be there, but for the subject. */
export function putManifest(host: HostContext, exchange: Exchange, name: string, reference: string): Reply {
  const json = parseManifest(exchange.body);
  if (json === undefined) return failure(400, 'MANIFEST_INVALID', 'the manifest is not a JSON object');
  const digest = digestOf(exchange.body);
  const byDigest = reference.includes(':');
  if (byDigest && reference !== digest) {
    return failure(400, 'DIGEST_INVALID', `the body is ${digest}, not ${reference}`);
  }
  const mediaType = exchange.headers['content-type'] ?? json.mediaType;
  if (mediaType === undefined) return failure(400, 'MANIFEST_INVALID', 'the manifest has no media type');

  const repository = host.repositoryForPush(name);
  const expected = host.options.ifMatch === false ? undefined : exchange.headers['if-match'];
  const current = repository.manifest(reference);
  if (expected !== undefined && expected !== `"${current?.digest}"`) {
    return failure(412, 'DENIED', 'the manifest is not the one that If-Match names');
  }
  const missing = host.options.completeManifests === false ? undefined : missingPart(repository, json);
  if (missing !== undefined) return failure(400, 'MANIFEST_BLOB_UNKNOWN', `${missing.digest} was not pushed`);

  repository.putManifest({ mediaType, digest, bytes: exchange.body }, byDigest ? undefined : reference);
  const acknowledges = host.options.ociSubject ?? host.options.referrers !== false;
  const subject = acknowledges ? json.subject?.digest : undefined;
  return reply(201, {
    location: `/v2/${name}/manifests/${digest}`,
    'docker-content-digest': digest,
    ...(subject === undefined ? {} : { 'oci-subject': subject }),
  });
}

function missingPart(repository: Repository, json: ManifestJson): Descriptor | undefined {
  const blobs = [...(json.config === undefined ? [] : [json.config]), ...(json.layers ?? [])];
  return (
    blobs.find((part) => repository.blob(part.digest) === undefined) ??
    json.manifests?.find((part) => repository.manifest(part.digest) === undefined)
  );
}

function accepts(accept: string | undefined, mediaType: string): boolean {
  if (accept === undefined) return true;
  const ranges = accept.split(',').map((range) => range.split(';')[0]?.trim().toLowerCase());
  return ranges.some(
    (range) => range === '*/*' || range === 'application/*' || range === mediaType.toLowerCase(),
  );
}
