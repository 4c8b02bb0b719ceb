import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createNodeHttp } from '../../../server/src/platform/node-http.ts';
import type { HttpRequest, HttpResponse } from '../../../server/src/registry/ports.ts';
import {
  buildBundle,
  buildImage,
  buildIndex,
  buildLegacySignature,
  buildNotationSignature,
  buildSbom,
  digestOf,
  fallbackTag,
  legacyTag,
  type ManifestJson,
  MEDIA_TYPES,
  parseManifest,
  type Registry,
  type RegistryOptions,
  startRegistry,
} from './index.ts';

const http = createNodeHttp({ userAgent: 'test', env: {} });
const image = buildImage();
let registry: Registry;
afterEach(() => registry.close());

async function start(options: RegistryOptions = {}): Promise<void> {
  registry = await startRegistry(options);
  registry.push('localhost', 'acme/app', image, '1.0');
}

function send(path: string, more: Partial<HttpRequest> & { host?: string } = {}): Promise<HttpResponse> {
  const { host = 'localhost', ...rest } = more;
  const url = path.startsWith('http') ? path : `http://${registry.authority(host)}${path}`;
  return http({ url, method: 'GET', headers: {}, maxBytes: 1_000_000, timeoutMs: 5_000, ...rest });
}

function manifestOf(response: HttpResponse): ManifestJson {
  expect(response.status).toBe(200);
  return parseManifest(response.body)!;
}

function errorOf(response: HttpResponse): string {
  const { errors } = JSON.parse(new TextDecoder().decode(response.body)) as { errors: { code: string }[] };
  return `${response.status} ${errors[0]?.code}`;
}

describe('reading', () => {
  it('serves a manifest by tag and by digest, with its type and digest', async () => {
    await start();
    for (const reference of ['1.0', image.digest]) {
      const response = await send(`/v2/acme/app/manifests/${reference}`);
      expect(response.headers).toMatchObject({
        'content-type': MEDIA_TYPES.ociManifest,
        'docker-content-digest': image.digest,
      });
      expect(digestOf(response.body)).toBe(image.digest);
    }
  });

  it('tells a missing tag from a missing repository', async () => {
    await start();
    expect(errorOf(await send('/v2/acme/app/manifests/2.0'))).toBe('404 MANIFEST_UNKNOWN');
    expect(errorOf(await send('/v2/acme/other/manifests/1.0'))).toBe('404 NAME_UNKNOWN');
  });

  it('hides a manifest from a client that does not accept its type', async () => {
    await start();
    const accept = (value: string) => send('/v2/acme/app/manifests/1.0', { headers: { accept: value } });
    expect((await accept(`${MEDIA_TYPES.dockerManifest}, ${MEDIA_TYPES.ociManifest};q=0.5`)).status).toBe(
      200,
    );
    expect((await accept('*/*')).status).toBe(200);
    expect(errorOf(await accept(MEDIA_TYPES.dockerManifest))).toBe('404 MANIFEST_UNKNOWN');
  });

  it('can leave out the digest header', async () => {
    await start({ defaults: { digestHeader: false } });
    const response = await send('/v2/acme/app/manifests/1.0', { method: 'HEAD' });
    expect([response.status, response.headers['docker-content-digest']]).toEqual([200, undefined]);
  });

  it('lists tags, in pages', async () => {
    await start();
    for (const tag of ['a', 'b', 'c']) registry.tag('localhost', 'acme/app', tag, image.digest);
    const first = await send('/v2/acme/app/tags/list?n=3');
    expect(JSON.parse(new TextDecoder().decode(first.body))).toEqual({
      name: 'acme/app',
      tags: ['1.0', 'a', 'b'],
    });
    const next = /^<(.+)>; rel="next"$/.exec(first.headers.link ?? '')?.[1];
    expect(new TextDecoder().decode((await send(next!)).body)).toContain('"tags":["c"]');
  });

  it('keeps hosts apart by the Host header; loopback addresses are localhost', async () => {
    await start();
    const path = '/v2/acme/app/manifests/1.0';
    expect((await send(path, { host: '127.0.0.1' })).status).toBe(200);
    expect((await send(path, { host: 'oci.localhost' })).status).toBe(404);
    expect(registry.requests.map((request) => request.host)).toEqual([
      `127.0.0.1:${registry.port}`,
      `oci.localhost:${registry.port}`,
    ]);
  });
});

describe('builders', () => {
  it('an image has a config with created and labels', async () => {
    await start();
    const labelled = buildImage({
      created: '2026-02-03T00:00:00Z',
      labels: { 'org.opencontainers.image.revision': 'abc' },
    });
    registry.push('localhost', 'acme/app', labelled, 'labelled');
    const { config } = manifestOf(await send('/v2/acme/app/manifests/labelled'));
    const blob = await send(`/v2/acme/app/blobs/${config!.digest}`);
    expect(JSON.parse(new TextDecoder().decode(blob.body))).toMatchObject({
      os: 'linux',
      architecture: 'amd64',
      created: '2026-02-03T00:00:00Z',
      config: { Labels: { 'org.opencontainers.image.revision': 'abc' } },
    });
  });

  it('several platforms make an index whose children are there too', async () => {
    await start();
    const multi = buildImage({ platforms: ['linux/amd64', 'linux/arm64/v8'], format: 'docker' });
    registry.push('localhost', 'acme/app', multi, 'multi');
    const index = manifestOf(await send('/v2/acme/app/manifests/multi'));
    expect(index.manifests?.map((child) => child.platform)).toEqual([
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm64', variant: 'v8' },
    ]);
    for (const child of index.manifests ?? []) {
      const response = await send(`/v2/acme/app/manifests/${child.digest}`);
      expect([response.status, response.headers['content-type']]).toEqual([200, MEDIA_TYPES.dockerManifest]);
    }
  });

  it('an index may hold an attestation of BuildKit', async () => {
    await start();
    const annotations = { 'vnd.docker.reference.type': 'attestation-manifest' };
    const index = buildIndex([
      { image, platform: 'linux/amd64' },
      { image: buildImage({ text: 'provenance' }), platform: 'unknown/unknown', annotations },
    ]);
    expect(parseManifest(index.bytes)?.manifests?.[1]).toMatchObject({ annotations });
  });
});

describe('referrers', () => {
  it('with the API: found by their subject, with type and annotations', async () => {
    await start();
    const bundle = buildBundle(image);
    registry.push('localhost', 'acme/app', bundle);
    const { manifests } = manifestOf(await send(`/v2/acme/app/referrers/${image.digest}`));
    expect(manifests).toEqual([
      {
        mediaType: MEDIA_TYPES.ociManifest,
        digest: bundle.digest,
        size: bundle.bytes.byteLength,
        artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
        annotations: expect.objectContaining({ 'dev.sigstore.bundle.content': 'dsse-envelope' }),
      },
    ]);
    expect((await send(`/v2/acme/app/manifests/${fallbackTag(image.digest)}`)).status).toBe(404);
  });

  it('with the API: nothing refers to it, an empty index', async () => {
    await start();
    const response = await send(`/v2/acme/nothing/referrers/${image.digest}`);
    expect(manifestOf(response).manifests).toEqual([]);
    expect(response.headers['content-type']).toBe(MEDIA_TYPES.ociIndex);
  });

  it('without the API: 404, and an index under the fallback tag', async () => {
    await start();
    registry.push('registry.localhost', 'acme/app', image, '1.0');
    registry.push('registry.localhost', 'acme/app', buildBundle(image));
    registry.push('registry.localhost', 'acme/app', buildSbom(image));
    const host = 'registry.localhost';
    expect((await send(`/v2/acme/app/referrers/${image.digest}`, { host })).status).toBe(404);
    const index = manifestOf(await send(`/v2/acme/app/manifests/${fallbackTag(image.digest)}`, { host }));
    expect(index.manifests?.map((entry) => entry.artifactType)).toEqual([
      'application/vnd.dev.sigstore.bundle.v0.3+json',
      'application/spdx+json',
    ]);
  });

  it('come in pages and filtered', async () => {
    await start({ defaults: { referrersPageSize: 2 } });
    for (const text of ['one', 'two']) registry.push('localhost', 'acme/app', buildBundle(image, text));
    registry.push('localhost', 'acme/app', buildSbom(image));
    registry.push('localhost', 'acme/app', buildNotationSignature(image));
    const path = `/v2/acme/app/referrers/${image.digest}`;
    const pages: number[] = [];
    for (let next: string | undefined = path; next !== undefined; ) {
      const page: HttpResponse = await send(next);
      pages.push(manifestOf(page).manifests!.length);
      next = /^<(.+)>; rel="next"$/.exec(page.headers.link ?? '')?.[1];
    }
    expect(pages).toEqual([2, 2]);
    const filtered = await send(`${path}?artifactType=application%2Fspdx%2Bjson`);
    expect(filtered.headers['oci-filters-applied']).toBe('artifactType');
    expect(manifestOf(filtered).manifests).toHaveLength(1);
  });
});

describe('OCI layouts', () => {
  it('are served as they lie on disk: tags, referrers without a tag, blobs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'imageseal-layout-'));
    const layout = join(folder, 'oci.localhost', 'shop', 'app');
    const bundle = buildBundle(image);
    mkdirSync(join(layout, 'blobs', 'sha256'), { recursive: true });
    for (const content of [image, bundle, ...image.blobs, ...bundle.blobs]) {
      writeFileSync(join(layout, 'blobs', 'sha256', content.digest.slice(7)), content.bytes);
    }
    const entry = ({ mediaType, digest, bytes }: typeof image, tag?: string) => ({
      mediaType,
      digest,
      size: bytes.byteLength,
      ...(tag === undefined ? {} : { annotations: { 'org.opencontainers.image.ref.name': tag } }),
    });
    const manifests = [entry(image, '1.0'), entry(bundle)];
    writeFileSync(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));

    await start();
    registry.addLayouts(folder);
    const host = 'oci.localhost';
    const tagged = await send('/v2/shop/app/manifests/1.0', { host });
    expect(tagged.headers['docker-content-digest']).toBe(image.digest);
    const found = manifestOf(await send(`/v2/shop/app/referrers/${image.digest}`, { host }));
    expect(found.manifests?.map((descriptor) => descriptor.digest)).toEqual([bundle.digest]);
    const blob = await send(`/v2/shop/app/blobs/${bundle.blobs[1]!.digest}`, { host });
    expect(digestOf(blob.body)).toBe(bundle.blobs[1]!.digest);
    rmSync(folder, { recursive: true });
  });
});

describe('the log', () => {
  it('has each request with its host, credentials and time', async () => {
    await start({ latencyMs: 30 });
    await send('/v2/acme/app/manifests/1.0', { method: 'HEAD', headers: { authorization: 'Basic eA==' } });
    const [entry] = registry.requests;
    expect(entry).toMatchObject({
      method: 'HEAD',
      path: '/v2/acme/app/manifests/1.0',
      host: registry.host,
      authorization: true,
      scheme: 'Basic',
      status: 200,
    });
    expect(entry!.endedAt! - entry!.startedAt).toBeGreaterThanOrEqual(25);
  });

  it('knows how many requests were under way at once', async () => {
    await start({ latencyMs: 50 });
    await Promise.all([1, 2, 3].map(() => send('/v2/')));
    await send('/v2/');
    expect(registry.log.peak()).toBe(3);
    expect(registry.log.peak('other.localhost')).toBe(0);
  });
});

it('legacy signatures stand under their tag', async () => {
  await start();
  registry.push('localhost', 'acme/app', buildLegacySignature(image, 2), legacyTag(image.digest, 'sig'));
  const hex = image.digest.slice(7);
  const { layers } = manifestOf(await send(`/v2/acme/app/manifests/sha256-${hex}.sig`));
  expect(layers?.map((layer) => layer.mediaType)).toEqual(
    Array(2).fill('application/vnd.dev.cosign.simplesigning.v1+json'),
  );
});
