import { randomBytes } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import {
  type BuiltManifest,
  buildBundle,
  buildImage,
  buildNotationSignature,
  buildSbom,
  digestOf,
} from '../support/registry/index.ts';
import { freshClient, options } from './client.ts';
import { push, send } from './push.ts';

describe.each(inject('registries'))('$name', ({ host, referrersApi, missingRepository }) => {
  const { client } = freshClient();
  /** A repository that no other test uses. */
  const repository = () => `suite/r${randomBytes(6).toString('hex')}`;
  const at = (name: string) => ({ registry: host, repository: name });

  /** Pushes an image under the tag 1.0; its text makes it one of a kind. */
  async function pushed(image: BuiltManifest = buildImage({ text: repository() })) {
    const name = repository();
    await push(host, name, image, '1.0');
    return { name: at(name), image };
  }

  it.each([
    ['an image', {}],
    ['an index', { platforms: ['linux/amd64', 'linux/arm64'] }],
    ['a Docker image', { format: 'docker' as const }],
    ['a Docker manifest list', { format: 'docker' as const, platforms: ['linux/amd64', 'linux/arm64'] }],
  ])('resolves %s by tag and by digest, in one request each', async (_what, recipe) => {
    const { name, image } = await pushed(buildImage({ text: repository(), ...recipe }));
    const { client, requests } = freshClient();
    const { digest, mediaType, bytes } = image;
    const expected = { state: 'resolved', digest, mediaType, size: bytes.byteLength };
    expect(await client.resolve(name, '1.0', options)).toEqual(expected);
    expect(await client.resolve(name, digest, options)).toEqual(expected);
    expect(requests.map((request) => request.split(' ')[0])).toEqual(['HEAD', 'HEAD']);
  });

  it('tells a missing tag or digest from one that could not be looked up', async () => {
    const { name } = await pushed();
    const nowhere = `sha256:${'0'.repeat(64)}`;
    expect(await client.resolve(name, '2.0', options)).toEqual({ state: 'not-found', what: 'tag' });
    expect(await client.resolve(name, nowhere, options)).toEqual({ state: 'not-found', what: 'digest' });
  });

  it('says of a missing repository what the registry says', async () => {
    const missing = await client.resolve(at(repository()), '1.0', options);
    expect(missing).toEqual({ state: 'not-found', what: missingRepository });
  });

  it('follows a tag that is moved', async () => {
    const { name, image } = await pushed();
    const next = buildImage({ text: repository() });
    await push(host, name.repository, next, '1.0');
    expect(await client.resolve(name, '1.0', options)).toMatchObject({ digest: next.digest });
    expect(await client.resolve(name, image.digest, options)).toMatchObject({ digest: image.digest });
  });

  it('reads back exactly the bytes that were pushed', async () => {
    const { name, image } = await pushed();
    const manifest = await client.manifest(name, '1.0', options);
    expect(manifest).toMatchObject({ digest: image.digest, mediaType: image.mediaType });
    for (const blob of image.blobs) {
      const bytes = await client.blob(name, blob.digest, options);
      expect(bytes && digestOf(bytes)).toBe(blob.digest);
      const plain = await send(host, `/v2/${name.repository}/blobs/${blob.digest}`);
      expect(Buffer.from(plain.body).equals(Buffer.from(blob.bytes))).toBe(true);
    }
    expect(await client.manifest(name, '2.0', options)).toBeUndefined();
    expect(await client.blob(name, `sha256:${'0'.repeat(64)}`, options)).toBeUndefined();
  });

  it('lists what refers to an image, where this registry keeps it', async () => {
    const { name, image } = await pushed();
    const referrers = [buildBundle(image), buildNotationSignature(image), buildSbom(image)];
    for (const referrer of referrers) await push(host, name.repository, referrer);
    const found = await client.referrers(name, image.digest, options);
    expect(found.source).toBe(referrersApi ? 'api' : 'fallback-tag');
    expect(found.incomplete).toBeUndefined();
    expect(new Set(found.descriptors.map((entry) => entry.digest))).toEqual(
      new Set(referrers.map((referrer) => referrer.digest)),
    );
  });

  it('finds an image to which nothing refers, and a repository that is not there', async () => {
    const { name, image } = await pushed();
    expect((await client.referrers(name, image.digest, options)).descriptors).toEqual([]);
    expect((await client.referrers(at(repository()), image.digest, options)).descriptors).toEqual([]);
  });

  it('learns whether there is a Referrers API from one look, even at a repository that is not there', async () => {
    const { name, image } = await pushed();
    const bundle = buildBundle(image);
    await push(host, name.repository, bundle);
    const { client, requests } = freshClient();
    await client.referrers(at(repository()), image.digest, options);
    requests.length = 0;
    const found = await client.referrers(name, image.digest, options);
    expect(found.descriptors.map((entry) => entry.digest)).toEqual([bundle.digest]);
    expect(requests).toHaveLength(1);
  });
});
