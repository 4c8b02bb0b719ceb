import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { LegacyLayer } from '../../server/src/registry/writer.ts';
import {
  buildBundle,
  buildImage,
  buildLegacyAttestation,
  buildLegacySignature,
  buildSbom,
  contentOf,
  digestOf,
  type HostOptions,
  legacyTag,
  MEDIA_TYPES,
} from '../support/registry/index.ts';
import { options, repositoryOf, start, stopAll, writerOf } from './pushing.ts';
import { faultOf } from './setup.ts';

afterEach(stopAll);

const image = buildImage();
const tag = legacyTag(image.digest, 'sig');
const simpleSigning = 'application/vnd.dev.cosign.simplesigning.v1+json';

function layer(signature: string, text = '{"critical":{}}'): LegacyLayer {
  const annotations = { 'dev.cosignproject.cosign/signature': signature };
  return { mediaType: simpleSigning, bytes: new TextEncoder().encode(text), annotations };
}

async function setUp(hostOptions: HostOptions = {}) {
  const registry = await start({ defaults: hostOptions });
  const at = repositoryOf(registry);
  at.push(image, '1.0');
  const { writer } = writerOf();
  const append = (added: LegacyLayer, under = tag) => writer.appendLayer(at.name, under, added, options);
  return { registry, append, ...at };
}

const fixtures = join(import.meta.dirname, '../fixtures/cosign/keyed/oci/registry.localhost/shop');

describe('the manifest of signatures', () => {
  it.each([
    ['legacy-p256', 1],
    ['two-signers', 2],
    ['legacy-v2-p256', 1],
  ])('is to the byte what cosign makes of the same signatures (%s)', async (recorded, count) => {
    const { registry, append, ask, manifest } = await setUp();
    registry.addLayout('localhost', 'shop/recorded', join(fixtures, recorded));
    const theirs = repositoryOf(registry, 'localhost', 'shop/recorded');
    const index = JSON.parse(readFileSync(join(fixtures, recorded, 'index.json'), 'utf8'));
    const tags: string[] = index.manifests.map((each: { annotations: Record<string, string> }) =>
      Object.values(each.annotations).join(),
    );
    const signed = tags.find((each) => each.endsWith('.sig')) ?? '';
    const { layers = [], config } = (await theirs.manifest(signed)) ?? {};
    expect(layers).toHaveLength(count);
    let last = '';
    for (const { digest, mediaType, annotations = {} } of layers) {
      const bytes = (await theirs.ask(`blobs/${digest}`)).body;
      last = (await append({ mediaType, bytes, annotations })).digest;
    }
    expect(last).toBe(digestOf((await theirs.ask(`manifests/${signed}`)).body));
    expect((await ask(`manifests/${tag}`)).body).toEqual((await theirs.ask(`manifests/${signed}`)).body);
    expect((await manifest(tag))?.config).toEqual(config);
    expect((await ask(`blobs/${config?.digest}`)).status).toBe(200);
  });

  it('keeps what others have put there, whatever it is', async () => {
    const { append, manifest, blob, push } = await setUp({ completeManifests: false });
    const there = buildLegacySignature(image, 2);
    const json = JSON.parse(new TextDecoder().decode(there.bytes));
    json.layers[0]['x-future'] = { deep: [1, null] };
    json.layers.push(null);
    json.annotations = { kept: 'yes' };
    const changed = { ...there, ...contentOf(there.mediaType, json) };
    push(changed, tag);
    await append(layer('BB=='));
    const after = await manifest(tag);
    expect(after?.layers?.slice(0, 3)).toEqual(json.layers);
    expect(after?.layers).toHaveLength(4);
    expect(after?.annotations).toEqual({ kept: 'yes' });
    // Cosign counts: a layer each.
    const config = JSON.parse((await blob(after?.config?.digest ?? '')) ?? '');
    expect(config.rootfs.diff_ids).toHaveLength(4);
    expect(config.layers).toBe(2);
  });

  it('keeps what is known of the layers before', async () => {
    const { append, manifest, blob, push } = await setUp();
    const config = contentOf(MEDIA_TYPES.ociConfig, {
      created: '2026-01-02T03:04:05Z',
      history: [{ created: '2026-01-02T03:04:05Z', comment: 'theirs' }],
      rootfs: { type: 'layers', diff_ids: ['sha256:theirs'] },
    });
    const there = buildLegacySignature(image);
    const json = JSON.parse(new TextDecoder().decode(there.bytes));
    json.config = { mediaType: config.mediaType, digest: config.digest, size: config.bytes.byteLength };
    push({ ...there, ...contentOf(there.mediaType, json), blobs: [...there.blobs, config] }, tag);
    const added = layer('BB==');
    await append(added);
    expect(JSON.parse((await blob((await manifest(tag))?.config?.digest ?? '')) ?? '')).toEqual({
      created: '2026-01-02T03:04:05Z',
      history: [{ created: '2026-01-02T03:04:05Z', comment: 'theirs' }, { created: '0001-01-01T00:00:00Z' }],
      rootfs: { type: 'layers', diff_ids: ['sha256:theirs', digestOf(added.bytes)] },
      config: {},
    });
  });

  it('keeps a config that is no image’s', async () => {
    const { append, manifest, push } = await setUp();
    const there = buildLegacySignature(image);
    const json = JSON.parse(new TextDecoder().decode(there.bytes));
    json.config.mediaType = 'application/vnd.dev.cosign.artifact.sig.v1+json';
    push({ ...there, ...contentOf(there.mediaType, json) }, tag);
    await append(layer('BB=='));
    expect((await manifest(tag))?.config).toEqual(json.config);
    expect((await manifest(tag))?.layers).toHaveLength(2);
  });

  it('gets the same signature once, and another of the same text beside it', async () => {
    const { registry, append, manifest } = await setUp();
    const first = await append(layer('AA=='));
    registry.log.clear();
    expect(await append(layer('AA=='))).toEqual(first);
    expect(registry.log.lines().filter((line) => !/^(GET|HEAD)/.test(line))).toEqual([]);
    await append(layer('BB=='));
    const signatures = (await manifest(tag))?.layers?.map(({ annotations }) =>
      Object.values(annotations ?? {}),
    );
    expect(signatures).toEqual([['AA=='], ['BB==']]);
  });

  it.each([
    ['an image', buildImage({ text: 'copied' }), 'an image'],
    ['attestations', buildLegacyAttestation(image, 'https://slsa.dev/provenance/v1'), 'an image'],
    ['an index', buildImage({ platforms: ['linux/amd64', 'linux/arm64'] }), 'no list of signatures'],
    ['an SBOM', buildSbom(image), 'an image'],
    ['a bundle', buildBundle(image), 'an image'],
  ])('is not made of %s', async (_, there, detail) => {
    const { append, ask, push } = await setUp();
    push(there, tag);
    const fault = await faultOf(append(layer('AA==')));
    expect(fault).toMatchObject({ code: 'occupied', writing: true });
    expect(fault.detail).toContain(`names ${detail}`);
    expect(digestOf((await ask(`manifests/${tag}`)).body)).toBe(there.digest);
  });

  it('ends where cosign stops reading', async () => {
    const { append, push } = await setUp();
    push(buildLegacySignature(image, 1_000), tag);
    expect(await faultOf(append(layer('AA==')))).toMatchObject({ code: 'too-large', detail: '1000 layers' });
  });
});
