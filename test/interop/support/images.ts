import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { push } from '../../registries/push.ts';
import type { RunningRegistry } from '../../registries/start-registries.ts';
import { type BuiltManifest, buildImage } from '../../support/registry/index.ts';
import type { Format } from './cosign-flags.ts';

/** The registries that are somebody else's: two without the Referrers API, one with it. */
export const registries = inject('registries').filter(({ name }) => !name.startsWith('embedded'));

/** An image on one of the registries, in a repository of its own. */
export interface PushedImage {
  /** `localhost:5000/interop/r0123456789ab` */
  readonly repository: string;
  readonly digest: string;
  /** By its digest. */
  readonly reference: string;
  readonly built: BuiltManifest;
}

/** Pushes a new index of two platforms to a registry. */
export async function pushImage(host: string): Promise<PushedImage> {
  const unique = randomBytes(6).toString('hex');
  const built = buildImage({ text: unique, platforms: ['linux/amd64', 'linux/arm64'] });
  const path = `interop/r${unique}`;
  await push(host, path, built, '1.0');
  const repository = `${host}/${path}`;
  return { repository, digest: built.digest, reference: `${repository}@${built.digest}`, built };
}

/** Where a signature of this format is on a registry. */
export function layoutOn({ referrersApi }: RunningRegistry, format: Format): string {
  if (format === 'legacy') return 'legacy';
  return referrersApi ? 'referrer' : 'fallback-tag';
}

/** Where an attestation is. */
export function attestationLayoutOn(registry: RunningRegistry, format: Format): string {
  return format === 'legacy' ? 'legacy-attestation' : layoutOn(registry, format);
}

/** One on each registry: programs take several images at once, which is quicker than a run for each. */
export async function pushEverywhere(): Promise<string[]> {
  const images = await Promise.all(registries.map(({ host }) => pushImage(host)));
  return images.map(({ reference }) => reference);
}

/** `sha256:…` of a reference. */
export function digestOf(reference: string): string {
  return reference.slice(reference.indexOf('@') + 1);
}
