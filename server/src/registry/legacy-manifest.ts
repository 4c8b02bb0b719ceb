import { sha256 } from '../image/digest.ts';
import type { Endpoint } from './endpoint.ts';
import { RegistryError } from './fault.ts';
import type { FetchedManifest } from './fetched-manifest.ts';
import { asObject, encodeJson, parseJson } from './json-body.ts';
import type { Descriptor } from './manifest.ts';
import { mediaTypes } from './media-types.ts';
import type { Addition } from './tag-update.ts';
import type { LegacyLayer } from './writer.ts';

type Json = Readonly<Record<string, unknown>>;

/** Cosign reads no more. */
const maxLayers = 1_000;
const imageTypes: ReadonlySet<string> = new Set([mediaTypes.ociManifest, mediaTypes.dockerManifest]);
const configTypes: ReadonlySet<unknown> = new Set([mediaTypes.ociConfig, mediaTypes.dockerConfig]);
/** As cosign writes it: the same signatures make the same manifest. */
const never = '0001-01-01T00:00:00Z';

/**
 * Adds a signature or attestation to an image manifest as cosign up to version 2 makes it: a layer each, and a config
 * that lists the layers, because cosign takes it for an image when it adds one itself. `readBlob` fetches that config.
 */
export function layerAddition(
  endpoint: Endpoint,
  tag: string,
  layer: LegacyLayer,
  readBlob: (digest: string) => Promise<Uint8Array | undefined>,
): Addition {
  const { registry: host, repository } = endpoint;
  const refuse = (what: string): RegistryError =>
    new RegistryError({ code: 'occupied', host, repository, detail: `the tag ${tag} names ${what}` });
  const descriptor = descriptorOf(layer.mediaType, layer.bytes);
  const added = { ...descriptor, annotations: layer.annotations };

  return {
    isIn: ({ content }) => content.layers.some((other) => isSame(other, added)),
    async addTo(current) {
      const { json, layers } = current ? readManifest(current, layer, refuse) : emptyManifest;
      if (layers.length >= maxLayers) {
        throw new RegistryError({ code: 'too-large', host, repository, detail: `${maxLayers} layers` });
      }
      const all = [...layers, added];
      const before = asObject(json.config);
      // A config of some other kind says nothing about layers.
      const keeps = before !== undefined && !configTypes.has(before.mediaType);
      const known = typeof before?.digest === 'string' && !keeps ? await readBlob(before.digest) : undefined;
      const config = encodeJson(configOf(all, known && parseJson(known)));
      const type = typeof before?.mediaType === 'string' ? before.mediaType : mediaTypes.ociConfig;
      return {
        mediaType: current?.mediaType ?? mediaTypes.ociManifest,
        bytes: encodeJson({ ...json, config: keeps ? before : descriptorOf(type, config), layers: all }),
        blobs: keeps ? [] : [config],
      };
    },
  };
}

interface ImageManifest {
  readonly json: Json;
  readonly layers: readonly unknown[];
}

const emptyManifest: ImageManifest = {
  json: { schemaVersion: 2, mediaType: mediaTypes.ociManifest },
  layers: [],
};

function readManifest(
  { mediaType, bytes }: FetchedManifest,
  layer: LegacyLayer,
  refuse: (what: string) => RegistryError,
): ImageManifest {
  if (!imageTypes.has(mediaType)) throw refuse(`no list of signatures but ${mediaType}`);
  const json = parseJson(bytes);
  const layers = json?.layers ?? [];
  if (!json || !Array.isArray(layers)) throw refuse('a damaged manifest');
  const signatures = layers.filter((other) => asObject(other)?.mediaType === layer.mediaType);
  if (layers.length > 0 && signatures.length === 0) throw refuse('an image');
  return { json, layers };
}

/** What was known, with one more layer; made anew from the layers where it does not fit them. */
function configOf(layers: readonly unknown[], known: Json | undefined): Json {
  const rootfs = asObject(known?.rootfs);
  const diffIds = rootfs?.diff_ids;
  const history = known?.history;
  const fits = Array.isArray(diffIds) && diffIds.length === layers.length - 1;
  // These layers are not compressed: their own digest is that of what is in them.
  const ids = layers.map((layer) => asObject(layer)?.digest);
  const config = known ?? { architecture: '', created: never, history: [], os: '' };
  return {
    ...config,
    history: [
      ...(fits && Array.isArray(history) ? history : layers.slice(1).map(() => ({ created: never }))),
      { created: never },
    ],
    rootfs: { ...rootfs, type: 'layers', diff_ids: fits ? [...diffIds, ids.at(-1)] : ids },
    config: config.config ?? {},
  };
}

function descriptorOf(mediaType: string, bytes: Uint8Array) {
  return { mediaType, size: bytes.byteLength, digest: sha256(bytes) };
}

/** Of one kind, with the same bytes and the same annotations. */
function isSame(one: Descriptor, other: Omit<Descriptor, 'size'>): boolean {
  if (one.mediaType !== other.mediaType || one.digest !== other.digest) return false;
  const names = Object.keys(one.annotations);
  return (
    names.length === Object.keys(other.annotations).length &&
    names.every((name) => one.annotations[name] === other.annotations[name])
  );
}
