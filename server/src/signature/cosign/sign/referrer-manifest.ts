import { sha256 } from '../../../image/digest.ts';
import { mediaTypes } from '../../../registry/media-types.ts';
import type { Subject } from '../../place.ts';
import { bundleContent, bundlePredicateType } from '../media-types.ts';

export const bundleType = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** The config that artifacts have instead of one (OCI image specification 1.1): its blob must be in the repository. */
export const emptyConfig = Buffer.from('{}');

/** The manifest with which cosign 3 attaches a bundle to an image. `at`: milliseconds since the epoch. */
export function referrerManifest(
  { mediaType, digest, size }: Subject,
  bundle: Uint8Array,
  predicateType: string,
  at: number,
): Buffer {
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      artifactType: bundleType,
      config: {
        mediaType: mediaTypes.ociEmpty,
        // Out of place; but go-containerregistry, and with it many a registry, takes the artifact's type from here.
        artifactType: bundleType,
        digest: sha256(emptyConfig),
        size: emptyConfig.byteLength,
      },
      layers: [{ mediaType: bundleType, digest: sha256(bundle), size: bundle.byteLength }],
      subject: { mediaType, digest, size },
      annotations: {
        'org.opencontainers.image.created': new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'),
        [bundleContent]: 'dsse-envelope',
        [bundlePredicateType]: predicateType,
      },
    }),
  );
}
