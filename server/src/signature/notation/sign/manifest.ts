import { createHash } from 'node:crypto';
import { sha256 } from '../../../image/digest.ts';
import { mediaTypes } from '../../../registry/media-types.ts';
import type { Subject } from '../../place.ts';
import type { Sealed } from './envelope-request.ts';
import { rfc3339 } from './seconds.ts';

/** The config: nothing, but its blob must be in the repository. */
export const emptyConfig = Buffer.from('{}');

/**
 * The manifest with which notation attaches an envelope to an image (signature-specification.md, OCI Signatures). `at`:
 * milliseconds since the epoch.
 */
export function signatureManifest(
  { mediaType, digest, size }: Subject,
  envelope: Sealed,
  chain: readonly Uint8Array[],
  at: number,
): Buffer {
  const thumbprints = chain.map((der) => createHash('sha256').update(der).digest('hex'));
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      // The type is the config's: registries that list that as the artifact's hide all other signatures from notation.
      config: {
        mediaType: 'application/vnd.cncf.notary.signature',
        digest: sha256(emptyConfig),
        size: emptyConfig.byteLength,
      },
      layers: [
        {
          mediaType: envelope.mediaType,
          digest: sha256(envelope.bytes),
          size: envelope.bytes.byteLength,
        },
      ],
      subject: { mediaType, digest, size },
      annotations: {
        'io.cncf.notary.x509chain.thumbprint#S256': JSON.stringify(thumbprints),
        'org.opencontainers.image.created': rfc3339(at),
      },
    }),
  );
}
