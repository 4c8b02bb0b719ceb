import type { Descriptor } from '../../../server/src/registry/manifest.ts';
import type { MemoryRepository } from '../../registry/memory-registry.ts';
import type { Signed } from './sign.ts';

const bundleType = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** Pushes a bundle as cosign 3 does: a manifest that refers to the image. `subject` undefined: to none. */
export function attachBundle(
  repository: MemoryRepository,
  subject: Descriptor | undefined,
  { bytes }: Signed,
  predicateType = 'https://sigstore.dev/cosign/sign/v1',
): Descriptor {
  return repository.manifest({
    artifactType: bundleType,
    config: { ...repository.blob({}), mediaType: 'application/vnd.oci.empty.v1+json' },
    layers: [{ ...repository.blob(new Uint8Array(bytes)), mediaType: bundleType }],
    ...(subject && { subject }),
    annotations: {
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': predicateType,
    },
  });
}

/** Pushes layers under the tag `.sig` or `.att` of the image, as cosign 1 and 2 do. */
export function attachLegacy(
  repository: MemoryRepository,
  { digest }: Pick<Descriptor, 'digest'>,
  signed: readonly Signed[],
  suffix: 'sig' | 'att' = 'sig',
): Descriptor {
  const layers = signed.map(({ record, bytes }) => ({
    ...repository.blob(new Uint8Array(bytes)),
    mediaType: record.mediaType,
    annotations: record.annotations,
  }));
  return repository.manifest({ layers }, `${fallbackTag({ digest })}.${suffix}`);
}

/** The tag under which the referrers of an image are listed where there is no Referrers API. */
export function fallbackTag({ digest }: Pick<Descriptor, 'digest'>): string {
  return digest.replace(':', '-');
}
