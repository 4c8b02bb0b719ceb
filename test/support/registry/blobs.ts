import { randomUUID } from 'node:crypto';
import { digestOf } from './content.ts';
import { type Exchange, failure, type Reply, reply } from './exchange.ts';
import { type HostContext, nameUnknown } from './host.ts';

const OCTETS = 'application/octet-stream';

export function getBlob(host: HostContext, _exchange: Exchange, name: string, digest: string): Reply {
  const repository = host.repository(name);
  if (repository === undefined) return nameUnknown(name);
  const bytes = repository.blob(digest) ?? repository.manifest(digest)?.bytes;
  if (bytes === undefined) return failure(404, 'BLOB_UNKNOWN', `blob ${digest} is unknown`);
  return reply(200, { 'content-type': OCTETS, 'docker-content-digest': digest }, bytes);
}

/** POST: whole with `?digest=`, mounted with `?mount=&from=`, else the start of an upload. */
export function startUpload(host: HostContext, exchange: Exchange, name: string): Reply {
  const mount = exchange.query.get('mount');
  const from = exchange.query.get('from');
  if (mount !== null && from !== null) {
    const bytes = host.repository(from)?.blob(mount);
    if (bytes !== undefined) return store(host, name, mount, bytes);
  }
  const digest = exchange.query.get('digest');
  if (digest !== null) return store(host, name, digest, exchange.body);
  const id = randomUUID();
  host.uploads.set(id, new Uint8Array());
  return progress(name, id, 0);
}

export function continueUpload(host: HostContext, exchange: Exchange, name: string, id: string): Reply {
  const begun = host.uploads.get(id);
  if (begun === undefined) return uploadUnknown(id);
  const bytes = Buffer.concat([begun, exchange.body]);
  host.uploads.set(id, bytes);
  return progress(name, id, bytes.byteLength);
}

export function finishUpload(host: HostContext, exchange: Exchange, name: string, id: string): Reply {
  const begun = host.uploads.get(id);
  if (begun === undefined) return uploadUnknown(id);
  const digest = exchange.query.get('digest');
  if (digest === null) return failure(400, 'DIGEST_INVALID', 'the upload ends without a digest');
  host.uploads.delete(id);
  return store(host, name, digest, Buffer.concat([begun, exchange.body]));
}

function store(host: HostContext, name: string, digest: string, bytes: Uint8Array): Reply {
  if (digestOf(bytes) !== digest) return failure(400, 'DIGEST_INVALID', `the blob is not ${digest}`);
  host.repositoryForPush(name).putBlob(digest, bytes);
  return reply(201, { location: `/v2/${name}/blobs/${digest}`, 'docker-content-digest': digest });
}

function progress(name: string, id: string, length: number): Reply {
  // The query is there because real registries have one: a client must append to it, not replace it.
  const location = `/v2/${name}/blobs/uploads/${id}?state=open`;
  return reply(202, { location, range: `0-${Math.max(0, length - 1)}`, 'docker-upload-uuid': id });
}

function uploadUnknown(id: string): Reply {
  return failure(404, 'BLOB_UPLOAD_UNKNOWN', `upload ${id} is unknown`);
}
