import { randomBytes } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { createNodeHttp } from '../../server/src/platform/node-http.ts';
import { systemClock } from '../../server/src/platform/system-clock.ts';
import { connectRegistries } from '../../server/src/registry/connection.ts';
import { createRegistryWriter, type RegistryWriter } from '../../server/src/registry/writer.ts';
import {
  type BuiltManifest,
  buildBundle,
  buildImage,
  buildNotationSignature,
  buildSbom,
  digestOf,
  fallbackTag,
  legacyTag,
  MEDIA_TYPES,
} from '../support/registry/index.ts';
import { freshClient, options } from './client.ts';
import { push, send } from './push.ts';

const http = createNodeHttp({ userAgent: 'imageseal/test', env: {} });

/** As another process would have it: nothing is shared with any other writer. */
function freshWriter(): RegistryWriter {
  const connection = connectRegistries({
    http,
    credentials: async () => undefined,
    clock: systemClock,
    settings: () => ({}),
    perHost: 8,
  });
  return createRegistryWriter({ connection });
}

describe.each(inject('registries'))('$name', ({ host, referrersApi }) => {
  const { client } = freshClient();
  const layout = referrersApi ? 'referrer' : 'fallback-tag';

  /** An image in a repository that no other test uses. */
  async function pushed() {
    const unique = randomBytes(6).toString('hex');
    const name = { registry: host, repository: `suite/w${unique}` };
    const image = buildImage({ text: unique, platforms: ['linux/amd64', 'linux/arm64'] });
    await push(host, name.repository, image, '1.0');
    const referrers = async () =>
      (await client.referrers(name, image.digest, options)).descriptors.map(({ digest }) => digest).sort();
    return { name, image, referrers };
  }

  async function attach(
    writer: RegistryWriter,
    name: Awaited<ReturnType<typeof pushed>>['name'],
    built: BuiltManifest,
  ) {
    for (const blob of built.blobs) await writer.putBlob(name, blob.bytes, options);
    return await writer.attach(name, built, options);
  }

  it('takes blobs of any size, the empty one too, and reads back the same', async () => {
    const { name } = await pushed();
    const writer = freshWriter();
    for (const bytes of [new Uint8Array(), new TextEncoder().encode('{}'), randomBytes(3 * 1024 * 1024)]) {
      await writer.putBlob(name, bytes, options);
      await writer.putBlob(name, bytes, options);
      const read = await client.blob(name, digestOf(bytes), options);
      expect(read && Buffer.compare(read, bytes)).toBe(0);
    }
  });

  it('lists a referrer where it lists referrers, beside those of others', async () => {
    const { name, image, referrers } = await pushed();
    const theirs = [buildSbom(image), buildNotationSignature(image)];
    for (const other of theirs) await push(host, name.repository, other);
    const bundle = buildBundle(image);
    expect(await attach(freshWriter(), name, bundle)).toEqual({ digest: bundle.digest, layout });
    expect(await attach(freshWriter(), name, bundle)).toEqual({ digest: bundle.digest, layout });
    expect(await referrers()).toEqual([...theirs, bundle].map(({ digest }) => digest).sort());
    const path = `/v2/${name.repository}/manifests/${fallbackTag(image.digest)}`;
    const list = await send(host, path, { headers: { accept: MEDIA_TYPES.ociIndex } });
    expect(list.status).toBe(referrersApi ? 404 : 200);
  });

  it('keeps a signature of the older kind beside those of others', async () => {
    const { name, image } = await pushed();
    const tag = legacyTag(image.digest, 'sig');
    const mediaType = 'application/vnd.dev.cosign.simplesigning.v1+json';
    const bytes = new TextEncoder().encode(JSON.stringify({ critical: { image: image.digest } }));
    const sign = (signature: string) => {
      const annotations = { 'dev.cosignproject.cosign/signature': signature };
      return freshWriter().appendLayer(name, tag, { mediaType, bytes, annotations }, options);
    };
    await sign('AA==');
    const { digest } = await sign('BB==');
    expect(await sign('AA==')).toEqual({ digest });
    const manifest = await client.manifest(name, tag, options);
    expect(manifest?.digest).toBe(digest);
    const signatures = manifest?.content.layers.map(({ annotations }) => Object.values(annotations));
    expect(signatures).toEqual([['AA=='], ['BB==']]);
  });

  it('loses none of twenty signatures that are made at once by different processes', async () => {
    const { name, image, referrers } = await pushed();
    const sbom = buildSbom(image);
    await push(host, name.repository, sbom);
    const bundles = Array.from({ length: 20 }, (_, number) =>
      buildBundle(image, `https://a.example/${number}`),
    );
    await Promise.all(bundles.map((bundle) => attach(freshWriter(), name, bundle)));
    expect(await referrers()).toEqual([sbom, ...bundles].map(({ digest }) => digest).sort());
  }, 90_000);

  it('loses none of ten of the older kind', async () => {
    const { name, image } = await pushed();
    const tag = legacyTag(image.digest, 'att');
    const numbers = Array.from({ length: 10 }, (_, number) => String(number));
    const mediaType = 'application/vnd.dsse.envelope.v1+json';
    // All sign the same text, as they do.
    const bytes = new TextEncoder().encode(`{"payload":"${image.digest}"}`);
    await Promise.all(
      numbers.map((number) => {
        return freshWriter().appendLayer(name, tag, { mediaType, bytes, annotations: { number } }, options);
      }),
    );
    const manifest = await client.manifest(name, tag, options);
    expect(manifest?.content.layers.map(({ annotations }) => annotations.number).sort()).toEqual(numbers);
  }, 90_000);
});
