import { afterEach, describe, expect, it } from 'vitest';
import type { HttpClient } from '../../server/src/registry/ports.ts';
import {
  buildBundle,
  buildImage,
  buildIndex,
  buildNotationSignature,
  buildSbom,
  contentOf,
  digestOf,
  fallbackTag,
  MEDIA_TYPES,
  type RegistryOptions,
} from '../support/registry/index.ts';
import { attach, node, options, repositoryOf, start, stopAll, writerOf } from './pushing.ts';
import { faultOf } from './setup.ts';

afterEach(stopAll);

const image = buildImage();
const tag = fallbackTag(image.digest);
const bytes = new TextEncoder().encode('a signature');

async function setUp(hostOptions: RegistryOptions['defaults'] = {}) {
  const registry = await start({ defaults: hostOptions });
  const repository = repositoryOf(registry);
  repository.push(image, '1.0');
  const { writer, client } = writerOf();
  return { registry, writer, client, ...repository };
}
const without = { referrers: false } as const;
/** `PUT …/manifests/` lines of the log: what was changed, in order. */
const writes = (lines: readonly string[]) => lines.filter((line) => /^(POST|PUT)/.test(line));

describe('a blob', () => {
  it('is uploaded where the registry says, with what it put into the query, and only once', async () => {
    const { registry, writer, name, blob } = await setUp();
    await writer.putBlob(name, bytes, options);
    expect(await blob(digestOf(bytes))).toBe('a signature');
    const upload = registry.log.lines().find((line) => line.startsWith('PUT'));
    expect(upload).toMatch(/blobs\/uploads\/[^?]+\?state=open&digest=sha256%3A[0-9a-f]{64}$/);
    registry.log.clear();
    await writer.putBlob(name, bytes, options);
    expect(registry.log.lines()).toEqual([`HEAD /v2/acme/app/blobs/${digestOf(bytes)}`]);
  });

  it('goes on at a storage host without the credentials of the registry', async () => {
    const registry = await start({ defaults: { auth: { mode: 'basic', username: 'ann', password: 'pw' } } });
    const { name } = repositoryOf(registry);
    const stored: { url: string; headers: Readonly<Record<string, string>>; body: string }[] = [];
    const http: HttpClient = async (request) => {
      if (request.url.startsWith('https://storage.example/')) {
        stored.push({ ...request, body: new TextDecoder().decode(request.body) });
        return { status: 201, headers: {}, body: new Uint8Array() };
      }
      const response = await node(request);
      if (response.status !== 202) return response;
      return { ...response, headers: { location: 'https://storage.example/up?sig=a%2Bb~&x=%2F' } };
    };
    const { writer } = writerOf({ http, credential: { type: 'basic', username: 'ann', password: 'pw' } });
    await writer.putBlob(name, bytes, options);
    const digest = encodeURIComponent(digestOf(bytes));
    expect(stored).toHaveLength(1);
    expect(stored[0]).toMatchObject({
      url: `https://storage.example/up?sig=a%2Bb~&x=%2F&digest=${digest}`,
      body: 'a signature',
    });
    expect(stored[0]?.headers).not.toHaveProperty('authorization');
  });

  it.each([
    ['to a metadata service', 'http://169.254.169.254/up'],
    ['with credentials in the address', 'https://ann:pw@storage.example/up'],
    ['to something that is not the web', 'file:///tmp/up'],
  ])('does not go on %s', async (_, location) => {
    const { registry, writer, name } = await setUp();
    registry.setFault({ method: 'POST' }, { kind: 'status', status: 202, headers: { location } });
    expect(await faultOf(writer.putBlob(name, bytes, options))).toMatchObject({ code: 'redirect' });
    expect(registry.log.lines().filter((line) => line.startsWith('PUT'))).toEqual([]);
  });

  it('is there when a registry took it with the first request', async () => {
    const { registry, writer, name } = await setUp();
    registry.setFault({ method: 'POST' }, { kind: 'status', status: 201 });
    await writer.putBlob(name, bytes, options);
    expect(registry.log.lines()).toHaveLength(2);
  });

  it('is sent on with a redirect that keeps the body, and with no other', async () => {
    const { registry, writer, name, blob } = await setUp();
    const once = { method: 'PUT', path: 'state=open', times: 1 };
    const redirected = async (status: number) => {
      const remove = registry.setFault(once, { kind: 'redirect', status, location: '/elsewhere' });
      const fault = await faultOf(writer.putBlob(name, bytes, options));
      remove();
      return fault;
    };
    for (const status of [301, 302, 303])
      expect(await redirected(status)).toMatchObject({ code: 'redirect' });
    expect((await redirected(307)).detail).toContain('there is no PUT /elsewhere');
    expect(await blob(digestOf(bytes))).toBeUndefined();
  });

  it.each([
    ['a signature', 2_000, 15_000],
    ['a list of a million packages', 3_000_000, 45_000],
  ])('gets the time that it needs: %s', async (_, size, ms) => {
    const { name } = await setUp();
    const times: number[] = [];
    const http: HttpClient = (request) => {
      if (request.method === 'PUT') times.push(request.timeoutMs);
      return node(request);
    };
    await writerOf({ http }).writer.putBlob(name, new Uint8Array(size), options);
    expect(times).toEqual([ms]);
  });

  it('larger than any registry wants is not sent', async () => {
    const { registry, writer, name } = await setUp();
    const fault = await faultOf(writer.putBlob(name, new Uint8Array(33 * 1024 * 1024), options));
    expect(fault).toMatchObject({ code: 'too-large', writing: true });
    expect(registry.requests).toEqual([]);
  });
});

describe('a referrer', () => {
  const bundle = buildBundle(image);

  it('is listed by the registry itself where it has the Referrers API', async () => {
    const { registry, writer, client, name, manifest } = await setUp();
    expect(await attach(writer, name, bundle)).toEqual({ digest: bundle.digest, layout: 'referrer' });
    const { descriptors } = await client.referrers(name, image.digest, options);
    expect(descriptors.map(({ digest }) => digest)).toEqual([bundle.digest]);
    expect(await manifest(tag)).toBeUndefined();
    const last = writes(registry.log.lines()).at(-1);
    expect(last).toBe(`PUT /v2/acme/app/manifests/${bundle.digest}`);
  });

  it('is listed there too when the registry does not acknowledge the subject', async () => {
    const { writer, name, manifest } = await setUp({ ociSubject: false });
    expect(await attach(writer, name, bundle)).toMatchObject({ layout: 'referrer' });
    expect(await manifest(tag)).toBeUndefined();
  });

  it.each([
    ['has no Referrers API', without],
    ['acknowledges the subject and has no Referrers API all the same', { ...without, ociSubject: true }],
  ])('goes into the index under the fallback tag where the registry %s', async (_, hostOptions) => {
    const { registry, writer, client, name, manifest } = await setUp(hostOptions);
    expect(await attach(writer, name, bundle)).toEqual({ digest: bundle.digest, layout: 'fallback-tag' });
    expect(await manifest(tag)).toEqual({
      schemaVersion: 2,
      mediaType: MEDIA_TYPES.ociIndex,
      manifests: [
        {
          mediaType: MEDIA_TYPES.ociManifest,
          digest: bundle.digest,
          size: bundle.bytes.byteLength,
          // Not the empty config's type, as cosign writes, which others filter out.
          artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
          annotations: {
            'dev.sigstore.bundle.content': 'dsse-envelope',
            'dev.sigstore.bundle.predicateType': 'https://sigstore.dev/cosign/sign/v1',
            'org.opencontainers.image.created': '2026-01-02T03:04:05Z',
          },
        },
      ],
    });
    const found = await client.referrers(name, image.digest, options);
    expect(found).toMatchObject({ source: 'fallback-tag', descriptors: [{ digest: bundle.digest }] });
    // Blobs, then the manifest, then the index: whatever breaks off, nothing is listed that is not there.
    expect(writes(registry.log.lines()).map((line) => line.replace(/uploads\/[^ ]+/, 'uploads/'))).toEqual([
      'POST /v2/acme/app/blobs/uploads/',
      'PUT /v2/acme/app/blobs/uploads/',
      'POST /v2/acme/app/blobs/uploads/',
      'PUT /v2/acme/app/blobs/uploads/',
      `PUT /v2/acme/app/manifests/${bundle.digest}`,
      `PUT /v2/acme/app/manifests/${tag}`,
    ]);
  });

  it('leaves the entries of others as they are, even those that nobody can read', async () => {
    const { writer, name, manifest, push } = await setUp({ ...without, completeManifests: false });
    const sbom = buildSbom(image);
    push(sbom);
    const listed = (await manifest(tag))?.manifests ?? [];
    const odd = [
      { ...listed[0], 'x-future': { deep: [1, null, 'ü'] }, urls: ['https://a.example'] },
      { mediaType: 'text/plain', digest: 'md5:0', size: 'many' },
      null,
      'text',
    ];
    const json = {
      schemaVersion: 2,
      mediaType: MEDIA_TYPES.ociIndex,
      manifests: odd,
      annotations: { a: 'b' },
    };
    push({ ...contentOf(MEDIA_TYPES.ociIndex, json), blobs: [], children: [] }, tag);
    await attach(writer, name, bundle);
    await attach(writer, name, buildNotationSignature(image));
    const after = await manifest(tag);
    expect(after).toMatchObject({ schemaVersion: 2, annotations: { a: 'b' } });
    expect(after?.manifests?.slice(0, odd.length)).toEqual(odd);
    expect(after?.manifests).toHaveLength(odd.length + 2);
  });

  it('attached again changes nothing', async () => {
    const { registry, writer, name, manifest } = await setUp(without);
    await attach(writer, name, bundle);
    const before = await manifest(tag);
    registry.log.clear();
    expect(await attach(writer, name, bundle)).toMatchObject({ layout: 'fallback-tag' });
    expect(await manifest(tag)).toEqual(before);
    expect(writes(registry.log.lines())).toEqual([`PUT /v2/acme/app/manifests/${bundle.digest}`]);
  });

  const index = contentOf(MEDIA_TYPES.ociIndex, { schemaVersion: 2, manifests: {} });
  it.each([
    ['the image itself, as `cosign copy` leaves it', image, 'the image itself'],
    ['another image', buildImage({ text: 'other' }), 'no list of referrers but'],
    ['a list of Docker’s', buildIndex([{ image }], { format: 'docker' }), 'no list of referrers but'],
    ['an index that cannot be read', { ...index, blobs: [], children: [] }, 'a damaged index'],
  ])('is not listed over %s', async (_, there, detail) => {
    const { writer, name, ask, push } = await setUp(without);
    push(there, tag);
    const fault = await faultOf(attach(writer, name, bundle));
    expect(fault).toMatchObject({ code: 'occupied', writing: true });
    expect(fault.detail).toContain(`the tag ${tag} names ${detail}`);
    expect(digestOf((await ask(`manifests/${tag}`)).body)).toBe(there.digest);
  });

  it.each([
    ['the 404 of something that is no registry', { kind: 'status', status: 404, body: '<h1>?</h1>' }],
    ['a login page', { kind: 'content-type', value: 'text/html' }],
    ['an index with other bytes than promised', { kind: 'body', body: '{"manifests":[]}' }],
  ] as const)('is not listed after %s: the list may be longer than it seems', async (_, answer) => {
    const { registry, writer, name, manifest, push } = await setUp(without);
    const sbom = buildSbom(image);
    push(sbom);
    registry.setFault({ method: 'GET', path: `manifests/${tag}`, times: 1 }, answer);
    expect(await faultOf(attach(writer, name, bundle))).toMatchObject({ writing: true });
    expect((await manifest(tag))?.manifests?.map(({ digest }) => digest)).toEqual([sbom.digest]);
  });

  it('without a subject is a mistake of the caller', async () => {
    const { writer, name } = await setUp();
    await expect(writer.attach(name, image, options)).rejects.toThrow(/subject/);
  });
});

describe('where pushes go', () => {
  it('never to a mirror', async () => {
    const registry = await start();
    const { name, manifest, push } = repositoryOf(registry);
    push(image);
    const mirror = `${registry.authority('mirror.localhost')}/hub`;
    const { writer, client } = writerOf({ settings: (host) => (host === name.registry ? { mirror } : {}) });
    const bundle = buildBundle(image);
    await attach(writer, name, bundle);
    expect(await manifest(bundle.digest)).toBeDefined();
    expect(registry.requests.every(({ host }) => host === name.registry)).toBe(true);
    await client.manifest(name, image.digest, options);
    expect(registry.requests.some(({ host }) => host === registry.authority('mirror.localhost'))).toBe(true);
  });
});
