import { canonicalName } from '../image/names.ts';
import type { RegistryClient } from '../registry/client.ts';
import { RegistryError } from '../registry/fault.ts';
import { isIndex } from '../registry/media-types.ts';
import type { LookUpOptions } from '../registry/transport.ts';
import type { Subject } from './place.ts';
import { SigningError, type SignRequest } from './signing.ts';

/** An index of more is signed as a whole, or by several runs. */
const maxManifests = 200;
const maxDepth = 4;

/**
 * What is to be signed, as the registry has it: the manifest, and with `recursive` before it everything that an index
 * lists, at any depth.
 * @throws SigningError
 */
export async function manifestsToSign(
  { name, subject, recursive }: SignRequest,
  client: RegistryClient,
  options: LookUpOptions,
): Promise<readonly Subject[]> {
  const found = new Map<string, Subject>();
  const nameOf = (digest: string) => `${canonicalName(name)}@${digest}`;

  const add = async (digest: string, depth: number): Promise<void> => {
    if (found.has(digest)) return;
    const { mediaType, size, children } = await read(digest);
    if (recursive && depth < maxDepth) {
      for (const child of children) await add(child, depth + 1);
    }
    // After what it lists, so that a signed index means that all of it is.
    found.set(digest, { digest, mediaType, size });
    if (found.size > maxManifests) {
      throw new SigningError({ code: 'too-many-manifests', args: [nameOf(digest), `${maxManifests}`] });
    }
  };

  const read = async (digest: string): Promise<Omit<Subject, 'digest'> & { children: readonly string[] }> => {
    try {
      if (!recursive) {
        const resolution = await client.resolve(name, digest, options);
        if (resolution.state === 'resolved') return { ...resolution, children: [] };
      } else {
        const manifest = await client.manifest(name, digest, options);
        const listed = manifest && isIndex(manifest.mediaType) ? (manifest.content.manifests ?? []) : [];
        if (manifest) return { ...manifest, children: listed.map((each) => each.digest) };
      }
    } catch (error) {
      if (error instanceof RegistryError && error.fault.code !== 'aborted') {
        throw new SigningError({ code: 'image-unreadable', args: [nameOf(digest)], fault: error.fault });
      }
      throw error;
    }
    throw new SigningError({ code: 'image-missing', args: [nameOf(digest)] });
  };

  await add(subject.digest, 0);
  return [...found.values()];
}
