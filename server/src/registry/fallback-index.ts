import { sha256 } from '../image/digest.ts';
import type { Endpoint } from './endpoint.ts';
import { RegistryError } from './fault.ts';
import type { FetchedManifest } from './fetched-manifest.ts';
import { encodeJson, parseJson } from './json-body.ts';
import { type Manifest, parseManifest } from './manifest.ts';
import { mediaTypes } from './media-types.ts';
import type { NewManifest } from './pusher.ts';
import type { Addition } from './tag-update.ts';

/** Lists a referrer in the index under its subject's fallback tag. Entries of others stay as they are, whatever they are. */
export function indexAddition(
  endpoint: Endpoint,
  tag: string,
  subject: string,
  referrer: NewManifest,
): Addition {
  const digest = sha256(referrer.bytes);
  const refuse = (what: string): RegistryError => {
    const { registry: host, repository } = endpoint;
    return new RegistryError({ code: 'occupied', host, repository, detail: `the tag ${tag} names ${what}` });
  };
  return {
    isIn: ({ content }) => content.manifests?.some((entry) => entry.digest === digest) ?? false,
    async addTo(current) {
      const index = current ? readIndex(current, subject, refuse) : emptyIndex;
      const manifests = [...index.manifests, entryOf(referrer, digest)];
      return { mediaType: mediaTypes.ociIndex, bytes: encodeJson({ ...index.json, manifests }) };
    },
  };
}

interface Index {
  readonly json: Readonly<Record<string, unknown>>;
  readonly manifests: readonly unknown[];
}

const emptyIndex: Index = { json: { schemaVersion: 2, mediaType: mediaTypes.ociIndex }, manifests: [] };

function readIndex(
  { digest, mediaType, bytes }: FetchedManifest,
  subject: string,
  refuse: (what: string) => RegistryError,
): Index {
  // `cosign copy` leaves it there.
  if (digest === subject) throw refuse('the image itself');
  if (mediaType !== mediaTypes.ociIndex) throw refuse(`no list of referrers but ${mediaType}`);
  const json = parseJson(bytes);
  const manifests = json?.manifests ?? [];
  if (!json || !Array.isArray(manifests)) throw refuse('a damaged index');
  return { json, manifests };
}

/** What the distribution specification puts into the list: the manifest's type of artifact, and its annotations. */
function entryOf({ mediaType, bytes }: NewManifest, digest: string): unknown {
  const { artifactType, config, annotations } = parseManifest(bytes) ?? ({} as Partial<Manifest>);
  const type = artifactType ?? config?.mediaType;
  return {
    mediaType,
    digest,
    size: bytes.byteLength,
    ...(type !== undefined && { artifactType: type }),
    ...(annotations && Object.keys(annotations).length > 0 && { annotations }),
  };
}
