import * as l10n from '@vscode/l10n';
import type { RegistryClient } from '../registry/client.ts';
import { type Fault, RegistryError } from '../registry/fault.ts';
import type { LookUpOptions } from '../registry/transport.ts';
import type { SignatureReport, UnreadPlace } from '../signature/report.ts';
import type { FoundImage } from './evidence.ts';
import type { Lookup } from './lookup.ts';

/** Is it refused for the image's media type or size, of which only headers may have told? */
export function doubtsImage({ checks }: SignatureReport): boolean {
  return checks.some(({ ok, detail }) => !ok && detail.id === 'notation-subject-other');
}

/**
 * The image with the media type and size of its manifest as it is. Headers of a HEAD are not held against a digest: before
 * a signature is called broken for them, the bytes are read.
 */
export async function proveImage(
  client: RegistryClient,
  lookup: Lookup,
  image: FoundImage,
  options: LookUpOptions,
  blocked: Fault | undefined,
): Promise<FoundImage | UnreadPlace> {
  const { digest } = image;
  const { registry, repository } = lookup.reference;
  const place = l10n.t('the manifest {0}', digest);
  if (blocked) return { place, fault: blocked };
  try {
    const asked = { ...options, preferences: lookup.preferences };
    const manifest = await client.manifest(lookup.reference, digest, asked);
    if (!manifest)
      return { place, fault: { code: 'malformed', host: registry, repository, detail: 'it is not there' } };
    return { ...image, mediaType: manifest.content.mediaType ?? manifest.mediaType, size: manifest.size };
  } catch (error) {
    if (error instanceof RegistryError) return { place, fault: error.fault };
    throw error;
  }
}
