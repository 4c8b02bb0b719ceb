import { isDigest } from '../image/digest.ts';
import { formatPlatform } from '../image/platform.ts';
import { asObject, parseJson } from './json-body.ts';

/** What one manifest says of another manifest or of a blob. */
export interface Descriptor {
  readonly mediaType: string;
  /** Well-formed. */
  readonly digest: string;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** `linux/arm64/v8` */
  readonly platform?: string;
}

/** The members of an image manifest, an index or an artifact manifest; those it does not have are empty. */
export interface Manifest {
  readonly mediaType?: string;
  readonly artifactType?: string;
  readonly config?: Descriptor;
  /** `layers`, or `blobs` of an artifact manifest. */
  readonly layers: readonly Descriptor[];
  /** Of an index; absent in everything else. */
  readonly manifests?: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations: Readonly<Record<string, string>>;
  /** Entries of `layers` or `manifests` that are no descriptors: they name something that cannot be looked at. */
  readonly unreadable: number;
}

/** Reads a manifest, keeping what can be used. `undefined` when the bytes are not a JSON object. */
export function parseManifest(bytes: Uint8Array): Manifest | undefined {
  const json = parseJson(bytes);
  if (!json) return undefined;
  const layers = list(json.layers ?? json.blobs);
  const manifests = list(json.manifests);
  const config = descriptor(json.config);
  const subject = descriptor(json.subject);
  return {
    ...textMember(json, 'mediaType'),
    ...textMember(json, 'artifactType'),
    ...(config && { config }),
    ...(subject && { subject }),
    layers: layers.good,
    ...('manifests' in json && { manifests: manifests.good }),
    annotations: annotations(json.annotations),
    unreadable: layers.bad + manifests.bad,
  };
}

function list(value: unknown): { good: Descriptor[]; bad: number } {
  if (!Array.isArray(value)) return { good: [], bad: value === undefined || value === null ? 0 : 1 };
  const good = value.map(descriptor).filter((entry) => entry !== undefined);
  return { good, bad: value.length - good.length };
}

function descriptor(value: unknown): Descriptor | undefined {
  const json = asObject(value);
  const { mediaType, digest, size } = json ?? {};
  if (!json || typeof digest !== 'string' || !isDigest(digest)) return undefined;
  const platform = formatPlatform(platformOf(json.platform));
  return {
    mediaType: isTypeName(mediaType) ? mediaType : '',
    digest,
    size: typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : 0,
    ...textMember(json, 'artifactType'),
    annotations: annotations(json.annotations),
    ...(platform !== undefined && { platform }),
  };
}

/** `os`, `architecture` and `variant` of an index entry's platform or of an image config. */
export function platformOf(value: unknown): { os?: string; architecture?: string; variant?: string } {
  const json = asObject(value);
  return json
    ? { ...textMember(json, 'os'), ...textMember(json, 'architecture'), ...textMember(json, 'variant') }
    : {};
}

/** The members of a JSON object that are texts. */
export function annotations(value: unknown): Readonly<Record<string, string>> {
  const texts = Object.entries(asObject(value) ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(texts);
}

function textMember<Name extends string>(
  json: Readonly<Record<string, unknown>>,
  name: Name,
): { readonly [name in Name]?: string } {
  const value = json[name];
  return isTypeName(value) ? ({ [name]: value } as { readonly [name in Name]?: string }) : {};
}

/** Media types, systems and processors are short and printable; anything else is not worth carrying around. */
function isTypeName(value: unknown): value is string {
  return typeof value === 'string' && /^[\x20-\x7e]{1,255}$/.test(value);
}
