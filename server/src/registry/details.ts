import type { RepositoryName } from '../image/names.ts';
import { formatPlatform } from '../image/platform.ts';
import type { RegistryClient } from './client.ts';
import type { FetchedManifest } from './fetched-manifest.ts';
import { asObject, parseJson } from './json-body.ts';
import { annotations, type Descriptor, platformOf } from './manifest.ts';
import { isIndex } from './media-types.ts';
import { cosignTag } from './signature-tags.ts';
import type { LookUpOptions } from './transport.ts';

/** What people want to know of an image beside its signatures; fetched only when somebody hovers. */
export interface ImageDetails {
  /** `linux/arm64/v8`; of an index in its order, of a single image the one in its config. */
  readonly platforms: readonly string[];
  /** RFC 3339, as the config says. */
  readonly created?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** BuildKit's attestations (provenance, SBOM): entries of the index, unsigned. */
  readonly buildAttestations: readonly string[];
}

const referenceType = 'vnd.docker.reference.type';
const maxConfigBytes = 4 * 1024 * 1024;
const preferredPlatform = 'linux/amd64';
const noDetails: ImageDetails = { platforms: [], labels: {}, buildAttestations: [] };

/**
 * Reads an image's index and config: at most three requests. Of an index the config is that of linux/amd64, or else of
 * its first platform.
 * @throws RegistryError when something could not be read.
 */
export async function fetchDetails(
  client: RegistryClient,
  name: RepositoryName,
  digest: string,
  options: LookUpOptions,
): Promise<ImageDetails> {
  const manifest = await client.manifest(name, digest, options);
  if (!manifest) return noDetails;
  if (!isIndex(manifest.mediaType)) {
    const { platform, ...rest } = await readConfig(client, name, manifest, options);
    return { platforms: platform === undefined ? [] : [platform], ...rest, buildAttestations: [] };
  }
  const entries = manifest.content.manifests ?? [];
  const images = entries.filter((entry) => !isBuildAttestation(entry));
  const platforms = [...new Set(images.flatMap((entry) => entry.platform ?? []))];
  const buildAttestations = entries.filter(isBuildAttestation).map((entry) => entry.digest);
  const chosen = images.find((entry) => entry.platform === preferredPlatform) ?? images[0];
  const image = chosen && (await client.manifest(name, chosen.digest, options));
  if (!image) return { ...noDetails, platforms, buildAttestations };
  const { created, labels } = await readConfig(client, name, image, options);
  return { platforms, labels, buildAttestations, ...(created !== undefined && { created }) };
}

/** True when `cosign attach sbom` left something beside the image (deprecated, and not signed). */
export async function hasSbomTag(
  client: RegistryClient,
  name: RepositoryName,
  digest: string,
  options: LookUpOptions,
): Promise<boolean> {
  const tag = cosignTag(digest, 'sbom');
  if (tag === undefined) return false;
  return (await client.manifest(name, tag, options)) !== undefined;
}

function isBuildAttestation(entry: Descriptor): boolean {
  return entry.annotations[referenceType] === 'attestation-manifest';
}

interface ConfigDetails {
  readonly platform?: string;
  readonly created?: string;
  readonly labels: Readonly<Record<string, string>>;
}

async function readConfig(
  client: RegistryClient,
  name: RepositoryName,
  manifest: FetchedManifest,
  options: LookUpOptions,
): Promise<ConfigDetails> {
  const { config } = manifest.content;
  // An artifact (a chart, a policy) has a config of its own kind.
  if (!config || !/\.(?:image\.config|container\.image)\.v1\+json$/.test(config.mediaType))
    return { labels: {} };
  const bytes = await client.blob(name, config.digest, { ...options, maxBytes: maxConfigBytes });
  const json = bytes && parseJson(bytes);
  if (!json) return { labels: {} };
  const platform = formatPlatform(platformOf(json));
  const { created } = json;
  return {
    labels: annotations(asObject(json.config)?.Labels),
    ...(platform !== undefined && { platform }),
    ...(typeof created === 'string' && { created }),
  };
}
