import type { FetchedManifest } from '../../registry/fetched-manifest.ts';
import { malformed, nothingFound, type Search } from '../place.ts';
import type { Discovery } from '../report.ts';

const notationArtifact = 'application/vnd.cncf.notary.signature';

/**
 * True for a Notary Project signature (signature-specification.md, Storage): by artifact type or, as registries of OCI 1.0
 * have it, by the config's media type. Any other combination is skipped, as notation does.
 */
export function isNotationSignature({ content }: FetchedManifest): boolean {
  const type = content.artifactType ?? content.config?.mediaType;
  return type === notationArtifact;
}

/** The envelope in a manifest for which `isNotationSignature` holds: exactly one layer, or it cannot be judged. */
export function readNotationReferrer(search: Search, place: string, manifest: FetchedManifest): Discovery {
  const { layers, unreadable } = manifest.content;
  const [envelope] = layers;
  if (!envelope || layers.length + unreadable !== 1) {
    return malformed(
      search,
      place,
      `a Notation signature with ${layers.length + unreadable} layers instead of one`,
    );
  }
  const { mediaType, digest, size, annotations } = envelope;
  return {
    ...nothingFound,
    signatures: [
      {
        layout: 'notation',
        kind: 'signature',
        manifestDigest: manifest.digest,
        mediaType,
        digest,
        size,
        annotations,
      },
    ],
  };
}
