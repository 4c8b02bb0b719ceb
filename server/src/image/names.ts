import type { ImageReference } from './reference.ts';

/** The two members that name a repository; an `ImageReference` is one. */
export interface RepositoryName {
  /** `docker.io` for Docker Hub, else host and port. */
  readonly registry: string;
  /** `library/nginx`. */
  readonly repository: string;
}

/** `docker.io/library/nginx`: how the kubelet, containerd and Notary Project spell a name. */
export function canonicalName(name: RepositoryName): string {
  return `${name.registry}/${name.repository}`;
}

/** `index.docker.io/library/nginx`: how cosign and the sigstore policy controller spell it; elsewhere the same. */
export function alternateName(name: RepositoryName): string {
  return name.registry === 'docker.io' ? `index.docker.io/${name.repository}` : canonicalName(name);
}

/**
 * A canonical name, or a pattern for such names, as whoever looks for rules reads it: hosts have no case, and https has a
 * port that need not be said. Another spelling of a repository must not lead to other rules.
 */
export function usualHost(name: string): string {
  const slash = name.indexOf('/');
  if (slash < 0) return name;
  return name.slice(0, slash).toLowerCase().replace(/:443$/, '') + name.slice(slash);
}

/** `docker.io/library/nginx` of whatever Docker Hub's three names and its default namespace allow; all else as it is. */
export function hubName(name: string): string {
  const usual = name.replace(/^(?:index|registry-1)\.(?=docker\.io\/)/, '');
  return usual.replace(/^docker\.io\/(?=[^/]+$)/, 'docker.io/library/');
}

/** The tag that would be pulled: as written, `latest` when there is neither tag nor digest. */
export function effectiveTag(reference: ImageReference): string | undefined {
  return reference.tag ?? (reference.digest === undefined ? 'latest' : undefined);
}

/** The full spelling: `docker.io/library/nginx:latest`, with tag and digest where the reference has both. */
export function canonicalReference(reference: ImageReference): string {
  const named = canonicalTagged(reference);
  return reference.digest === undefined ? named : `${named}@${reference.digest}`;
}

/** The same without the digest: `docker.io/library/nginx:latest`. */
export function canonicalTagged(reference: ImageReference): string {
  const tag = effectiveTag(reference);
  return tag === undefined ? canonicalName(reference) : `${canonicalName(reference)}:${tag}`;
}
