import { afterEach, describe, expect, it } from 'vitest';
import type { HttpClient } from '../../server/src/registry/ports.ts';
import {
  buildBundle,
  buildImage,
  buildSbom,
  contentOf,
  fallbackTag,
  type HostOptions,
  legacyTag,
  MEDIA_TYPES,
} from '../support/registry/index.ts';
import { attach, hastyClock, node, options, repositoryOf, start, stopAll, writerOf } from './pushing.ts';
import { faultOf } from './setup.ts';

afterEach(stopAll);

const image = buildImage();
const tag = fallbackTag(image.digest);
const bundles = Array.from({ length: 20 }, (_, number) =>
  buildBundle(image, `https://example.com/${number}`),
);

async function setUp(hostOptions: HostOptions, latencyMs = 0) {
  const registry = await start({ defaults: { referrers: false, ...hostOptions }, latencyMs });
  const repository = repositoryOf(registry);
  repository.push(image, '1.0');
  const listed = async () => (await repository.manifest(tag))?.manifests?.map(({ digest }) => digest) ?? [];
  return { registry, listed, ...repository };
}

const all = (digests: readonly string[]) => new Set(digests);

describe('twenty signers at once', () => {
  it.each([
    ['of one process', { ifMatch: false }, 1],
    ['at a registry that obeys If-Match', {}, 20],
    ['at a registry that does not', { ifMatch: false }, 20],
    ['at a registry without entity tags', { etag: false }, 20],
  ])('%s: none is lost', async (_, hostOptions, processes) => {
    const { name, listed, push } = await setUp(hostOptions);
    const sbom = push(buildSbom(image));
    const writers = Array.from({ length: processes }, () => writerOf({ clock: hastyClock }).writer);
    const made = await Promise.all(
      bundles.map((bundle, number) => attach(writers[number % processes]!, name, bundle)),
    );
    expect(made.map(({ layout }) => layout)).toEqual(bundles.map(() => 'fallback-tag'));
    expect(all(await listed())).toEqual(all([sbom.digest, ...bundles.map(({ digest }) => digest)]));
    expect(await listed()).toHaveLength(21);
  });

  it('each under the older tag: none is lost', async () => {
    const { name, manifest } = await setUp({ ifMatch: false });
    const under = legacyTag(image.digest, 'sig');
    const numbers = Array.from({ length: 20 }, (_, number) => String(number));
    await Promise.all(
      numbers.map((number) => {
        const bytes = new TextEncoder().encode(`{"number":${number}}`);
        const mediaType = 'application/vnd.dev.cosign.simplesigning.v1+json';
        const { writer } = writerOf({ clock: hastyClock });
        return writer.appendLayer(name, under, { mediaType, bytes, annotations: { number } }, options);
      }),
    );
    const { layers = [], config } = (await manifest(under)) ?? {};
    expect(all(layers.map(({ annotations }) => annotations?.number ?? ''))).toEqual(all(numbers));
    expect(layers).toHaveLength(20);
    expect(config).toBeDefined();
  });
});

/** Somebody who puts his own index under the tag whenever somebody else has written there. */
function overwriting(times: number, write: () => void): HttpClient {
  let left = times;
  return async (request) => {
    const response = await node(request);
    if (request.method === 'PUT' && request.url.endsWith(tag) && left-- > 0) write();
    return response;
  };
}

describe('somebody who knows nothing of others', () => {
  const sbom = buildSbom(image);
  const entry = { mediaType: sbom.mediaType, digest: sbom.digest, size: sbom.bytes.byteLength };
  const theirs = {
    ...contentOf(MEDIA_TYPES.ociIndex, {
      schemaVersion: 2,
      mediaType: MEDIA_TYPES.ociIndex,
      manifests: [entry],
    }),
    blobs: [],
    children: [sbom],
  };

  it('overwrites the list, and both are in it in the end', async () => {
    const { name, listed, push } = await setUp({});
    const { writer } = writerOf({ http: overwriting(3, () => push(theirs, tag)) });
    await attach(writer, name, bundles[0]!);
    expect(await listed()).toEqual([sbom.digest, bundles[0]!.digest]);
  });

  it('overwrites it again and again: that is said, and nothing of theirs is lost', async () => {
    const { name, listed, push, registry } = await setUp({});
    const { writer } = writerOf({ http: overwriting(1_000, () => push(theirs, tag)) });
    expect(await faultOf(attach(writer, name, bundles[0]!))).toMatchObject({
      code: 'conflict',
      writing: true,
    });
    expect(await listed()).toEqual([sbom.digest]);
    const written = registry.log.lines().filter((line) => line === `PUT /v2/acme/app/manifests/${tag}`);
    expect(written).toHaveLength(12);
  });

  it('writes between our reading and writing, where the registry obeys If-Match', async () => {
    const { name, listed, push, registry } = await setUp({});
    push({ ...theirs, ...contentOf(theirs.mediaType, { schemaVersion: 2, manifests: [] }) }, tag);
    let reads = 0;
    const http: HttpClient = async (request) => {
      const response = await node(request);
      if (request.method === 'GET' && request.url.endsWith(tag) && reads++ === 0) push(theirs, tag);
      return response;
    };
    await attach(writerOf({ http }).writer, name, bundles[0]!);
    expect(await listed()).toEqual([sbom.digest, bundles[0]!.digest]);
    const answers = registry.requests.filter(({ method, path }) => method === 'PUT' && path.endsWith(tag));
    expect(answers.map(({ status }) => status)).toEqual([412, 201]);
  });
});

describe('entity tags', () => {
  const sbom = buildSbom(image);

  it.each([
    ['a strong one is sent back', '"abc"', '"abc"'],
    ['a weak one is no condition', 'W/"abc"', undefined],
    ['nor is one that makes no sense', 'abc', undefined],
  ])('%s', async (_, etag, sent) => {
    const { name, push, listed, registry } = await setUp({ ifMatch: false });
    push(sbom);
    const http: HttpClient = async (request) => {
      const response = await node(request);
      if (request.method !== 'GET' || !request.url.endsWith(tag)) return response;
      return { ...response, headers: { ...response.headers, etag } };
    };
    await attach(writerOf({ http }).writer, name, bundles[0]!);
    const written = registry.requests.find(({ method, path }) => method === 'PUT' && path.endsWith(tag));
    expect(written?.headers['if-match']).toBe(sent);
    expect(await listed()).toHaveLength(2);
  });

  it('that a proxy has changed are not insisted on', async () => {
    const { name, push, listed, registry } = await setUp({});
    push(sbom);
    const http: HttpClient = async (request) => {
      const response = await node(request);
      const { etag } = response.headers;
      return etag ? { ...response, headers: { ...response.headers, etag: '"made-by-a-proxy"' } } : response;
    };
    await attach(writerOf({ http }).writer, name, bundles[0]!);
    expect(await listed()).toEqual([sbom.digest, bundles[0]!.digest]);
    const answers = registry.requests.filter(({ method, path }) => method === 'PUT' && path.endsWith(tag));
    expect(answers.map(({ status }) => status)).toEqual([412, 201]);
  });
});
