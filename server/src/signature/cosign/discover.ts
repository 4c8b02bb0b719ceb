import type { FetchedManifest } from '../../registry/fetched-manifest.ts';
import type { Descriptor } from '../../registry/manifest.ts';
import { cosignTag } from '../../registry/signature-tags.ts';
import { lookAt, malformed, nothingFound, type Search, tagPlace, tooMany, union } from '../place.ts';
import type { Discovery, Layout, SignatureRecord } from '../report.ts';
import {
  bundleContent,
  bundlePredicateType,
  bundlePrefix,
  legacyPredicateType,
  signPredicateType,
  simpleSigning,
} from './media-types.ts';
import { contentOfBundle, predicateTypeOfEnvelope } from './predicate-type.ts';

/** As cosign: signatures beyond these under one tag are not looked at. */
const maxLayers = 1000;
/** Envelopes of one manifest that are read only to learn what they are about. */
const maxEnvelopes = 20;

/** The tags `sha256-<hex>.sig` and `.att`, where cosign up to version 2 keeps its layers. */
export async function discoverCosignTags(search: Search): Promise<Discovery> {
  return union(await Promise.all([discoverTag(search, 'sig'), discoverTag(search, 'att')]));
}

async function discoverTag(search: Search, suffix: 'sig' | 'att'): Promise<Discovery> {
  const tag = cosignTag(search.subject.digest, suffix);
  if (tag === undefined) return nothingFound;
  const place = tagPlace(tag);
  return await lookAt(place, async () => {
    const manifest = await search.client.manifest(search.name, tag, search.options);
    if (!manifest) return nothingFound;
    if (manifest.content.manifests) return malformed(search, place, 'an index stands where layers should be');
    return suffix === 'sig'
      ? signatureLayers(search, place, manifest, 'legacy')
      : await attestationLayers(search, place, manifest, 'legacy-attestation');
  });
}

/** What kind of cosign artifact a referrer is, or `undefined` when it is none. Its own words count, not the list's. */
export function cosignArtifact({
  content,
}: FetchedManifest): 'bundle' | 'signature' | 'attestation' | undefined {
  const { artifactType, config, layers } = content;
  const isBundle = (type: string | undefined): boolean => type?.startsWith(bundlePrefix) ?? false;
  if (isBundle(artifactType) || layers.some((layer) => isBundle(layer.mediaType))) return 'bundle';
  for (const type of [artifactType, config?.mediaType]) {
    if (type === 'application/vnd.dev.cosign.artifact.sig.v1+json') return 'signature';
    if (type === 'application/vnd.dev.cosign.artifact.att.v1+json') return 'attestation';
  }
  return layers.some((layer) => layer.mediaType === simpleSigning) ? 'signature' : undefined;
}

/** The signatures in a referrer for which `cosignArtifact` gave `kind`. */
export async function readCosignReferrer(
  search: Search,
  place: string,
  manifest: FetchedManifest,
  kind: 'bundle' | 'signature' | 'attestation',
  layout: Layout,
): Promise<Discovery> {
  switch (kind) {
    case 'bundle':
      return await bundles(search, place, manifest, layout);
    case 'signature':
      return signatureLayers(search, place, manifest, 'oci11');
    case 'attestation':
      return await attestationLayers(search, place, manifest, 'oci11');
  }
}

/** Every layer is a signature whatever its media type says: cosign reads it, so a verifier has to judge it. */
function signatureLayers(
  search: Search,
  place: string,
  manifest: FetchedManifest,
  layout: Layout,
): Discovery {
  const { layers, rest } = readable(search, place, manifest);
  return union([found(layers.map((layer) => record(manifest, layer, layout, { kind: 'signature' }))), rest]);
}

async function attestationLayers(
  search: Search,
  place: string,
  manifest: FetchedManifest,
  layout: Layout,
): Promise<Discovery> {
  const { layers, rest } = readable(search, place, manifest);
  return union([
    rest,
    ...(await eachLayer(search, place, manifest, layers, layout, (layer) => {
      const predicateType = layer.annotations[legacyPredicateType];
      return predicateType ? { kind: 'attestation', predicateType } : undefined;
    })),
  ]);
}

async function bundles(
  search: Search,
  place: string,
  manifest: FetchedManifest,
  layout: Layout,
): Promise<Discovery> {
  const { layers, rest } = readable(search, place, manifest);
  if (layers.length === 0) return union([malformed(search, place, 'a bundle without a layer'), rest]);
  const typed = layers.filter((layer) => layer.mediaType.startsWith(bundlePrefix));
  const { annotations } = manifest.content;
  const predicateType = annotations[bundlePredicateType];
  const meaning =
    annotations[bundleContent] === 'message-signature'
      ? { kind: 'signature' as const }
      : predicateType
        ? meaningOf(predicateType)
        : undefined;
  return union([
    rest,
    ...(await eachLayer(search, place, manifest, typed.length > 0 ? typed : layers, layout, () => meaning)),
  ]);
}

type Meaning = Pick<SignatureRecord, 'kind' | 'predicateType'>;

function meaningOf(predicateType: string): Meaning {
  return predicateType === signPredicateType
    ? { kind: 'signature', predicateType }
    : { kind: 'attestation', predicateType };
}

/** A record for each layer; what `annotated` cannot tell is read from the blob. */
async function eachLayer(
  search: Search,
  place: string,
  manifest: FetchedManifest,
  layers: readonly Descriptor[],
  layout: Layout,
  annotated: (layer: Descriptor) => Meaning | undefined,
): Promise<Discovery[]> {
  const known: SignatureRecord[] = [];
  const silent: Descriptor[] = [];
  for (const layer of layers) {
    const meaning = annotated(layer);
    if (meaning) known.push(record(manifest, layer, layout, meaning));
    else silent.push(layer);
  }
  const read = silent.slice(0, maxEnvelopes).map((layer) =>
    lookAt(place, async () => {
      const bytes = await search.client.blob(search.name, layer.digest, { ...search.options, keep: true });
      if (!bytes) return malformed(search, place, `its layer ${layer.digest} is not there`);
      return found([record(manifest, layer, layout, readMeaning(bytes, layout))]);
    }),
  );
  const results = [found(known), ...(await Promise.all(read))];
  if (silent.length > maxEnvelopes) {
    const detail = `more than ${maxEnvelopes} envelopes that do not say what they are about`;
    results.push(tooMany(search, place, detail));
  }
  return results;
}

function readMeaning(bytes: Uint8Array, layout: Layout): Meaning {
  if (layout === 'legacy-attestation' || layout === 'oci11') {
    const predicateType = predicateTypeOfEnvelope(bytes);
    return { kind: 'attestation', ...(predicateType !== undefined && { predicateType }) };
  }
  const content = contentOfBundle(bytes);
  // What cannot be read may have been a signature: a verifier will say that it is broken.
  return content.type === 'envelope' && content.predicateType !== undefined
    ? meaningOf(content.predicateType)
    : { kind: 'signature' };
}

/** The layers that are looked at, and a place not read where there are more or where one is no descriptor. */
function readable(
  search: Search,
  place: string,
  { content }: FetchedManifest,
): { layers: readonly Descriptor[]; rest: Discovery } {
  const rest: Discovery[] = [];
  if (content.layers.length > maxLayers) {
    rest.push(tooMany(search, place, `${content.layers.length} layers, ${maxLayers} are looked at`));
  }
  if (content.unreadable > 0) {
    rest.push(malformed(search, place, `${content.unreadable} layers are no descriptors`));
  }
  return { layers: content.layers.slice(0, maxLayers), rest: union(rest) };
}

function found(signatures: readonly SignatureRecord[]): Discovery {
  return { ...nothingFound, signatures };
}

function record(
  manifest: FetchedManifest,
  layer: Descriptor,
  layout: Layout,
  meaning: Meaning,
): SignatureRecord {
  return {
    layout,
    ...meaning,
    manifestDigest: manifest.digest,
    mediaType: layer.mediaType,
    digest: layer.digest,
    size: layer.size,
    annotations: layer.annotations,
  };
}
