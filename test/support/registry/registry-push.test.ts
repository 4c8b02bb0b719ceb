import { afterEach, describe, expect, it } from 'vitest';
import { createNodeHttp } from '../../../server/src/platform/node-http.ts';
import type { HttpRequest, HttpResponse } from '../../../server/src/registry/ports.ts';
import {
  buildImage,
  buildSbom,
  contentOf,
  digestOf,
  MEDIA_TYPES,
  type Registry,
  startRegistry,
} from './index.ts';

const http = createNodeHttp({ userAgent: 'test', env: {} });
const image = buildImage();
let registry: Registry;
afterEach(() => registry.close());

async function start(): Promise<void> {
  registry = await startRegistry();
  registry.push('localhost', 'acme/app', image, '1.0');
}

function send(path: string, more: Partial<HttpRequest> & { host?: string } = {}): Promise<HttpResponse> {
  const { host = 'localhost', ...rest } = more;
  const url = path.startsWith('http') ? path : `http://${registry.authority(host)}${path}`;
  return http({ url, method: 'GET', headers: {}, maxBytes: 1_000_000, timeoutMs: 5_000, ...rest });
}

function errorOf(response: HttpResponse): string {
  const { errors } = JSON.parse(new TextDecoder().decode(response.body)) as { errors: { code: string }[] };
  return `${response.status} ${errors[0]?.code}`;
}

describe('pushing', () => {
  const put = (path: string, body: Uint8Array, headers: Record<string, string> = {}) =>
    send(path, { method: 'PUT', body, headers });

  async function pushBlob(bytes: Uint8Array): Promise<HttpResponse> {
    const begun = await send('/v2/acme/new/blobs/uploads/', { method: 'POST' });
    return put(`${begun.headers.location}&digest=${digestOf(bytes)}`, bytes);
  }

  it('takes blobs, then the manifest that names them', async () => {
    await start();
    const headers = { 'content-type': image.mediaType };
    const early = await put('/v2/acme/new/manifests/1.0', image.bytes, headers);
    expect(errorOf(early)).toBe('400 MANIFEST_BLOB_UNKNOWN');
    for (const blob of image.blobs) expect((await pushBlob(blob.bytes)).status).toBe(201);
    expect((await put('/v2/acme/new/manifests/1.0', image.bytes, headers)).status).toBe(201);
    expect((await send('/v2/acme/new/manifests/1.0')).headers['docker-content-digest']).toBe(image.digest);
  });

  it('takes a blob in one request, in pieces, and by mounting', async () => {
    await start();
    const bytes = new TextEncoder().encode('hello');
    const whole = await send(`/v2/acme/new/blobs/uploads/?digest=${digestOf(bytes)}`, {
      method: 'POST',
      body: bytes,
    });
    const begun = await send('/v2/acme/pieces/blobs/uploads/', { method: 'POST' });
    const location = `${registry.url}${begun.headers.location}`;
    const patched = await fetch(location, { method: 'PATCH', body: bytes.subarray(0, 2) });
    const ended = await put(`${location}&digest=${digestOf(bytes)}`, bytes.subarray(2));
    expect([whole.status, patched.status, ended.status]).toEqual([201, 202, 201]);
    expect((await send(`/v2/acme/pieces/blobs/${digestOf(bytes)}`)).body).toEqual(new Uint8Array(bytes));
    const from = `mount=${digestOf(bytes)}&from=acme/new`;
    expect((await send(`/v2/acme/third/blobs/uploads/?${from}`, { method: 'POST' })).status).toBe(201);
    expect((await send(`/v2/acme/third/blobs/${digestOf(bytes)}`)).status).toBe(200);
  });

  it('refuses what does not have the digest that was named', async () => {
    await start();
    const wrong = `sha256:${'0'.repeat(64)}`;
    const path = `/v2/acme/new/manifests/${wrong}`;
    expect(errorOf(await put(path, image.bytes, { 'content-type': image.mediaType }))).toBe(
      '400 DIGEST_INVALID',
    );
    expect((await send('/v2/acme/new/tags/list')).status).toBe(404);
  });

  it('answers a referrer with OCI-Subject where it has the API', async () => {
    await start();
    const sbom = buildSbom(image);
    for (const blob of sbom.blobs) {
      await send(`/v2/acme/app/blobs/uploads/?digest=${blob.digest}`, { method: 'POST', body: blob.bytes });
      const host = 'registry.localhost';
      await send(`/v2/acme/app/blobs/uploads/?digest=${blob.digest}`, {
        method: 'POST',
        body: blob.bytes,
        host,
      });
    }
    const path = `/v2/acme/app/manifests/${sbom.digest}`;
    const options = { method: 'PUT', body: sbom.bytes, headers: { 'content-type': sbom.mediaType } } as const;
    expect((await send(path, options)).headers['oci-subject']).toBe(image.digest);
    const without = await send(path, { ...options, host: 'registry.localhost' });
    expect([without.status, without.headers['oci-subject']]).toEqual([201, undefined]);
  });

  it('obeys If-Match', async () => {
    await start();
    const index = contentOf(MEDIA_TYPES.ociIndex, { schemaVersion: 2, manifests: [] });
    const headers = { 'content-type': index.mediaType };
    const path = '/v2/acme/app/manifests/1.0';
    expect((await put(path, index.bytes, { ...headers, 'if-match': '"sha256:0"' })).status).toBe(412);
    expect((await put(path, index.bytes, { ...headers, 'if-match': `"${image.digest}"` })).status).toBe(201);
  });
});
