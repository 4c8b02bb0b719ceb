import type { AuthOptions } from './auth.ts';

/** How one virtual host behaves. */
export interface HostOptions {
  /** Whether it has the Referrers API (default true; false on `registry.localhost` and `plain.localhost`). */
  readonly referrers?: boolean;
  /** Whether a pushed subject is acknowledged with `OCI-Subject` (default: where there is the Referrers API). */
  readonly ociSubject?: boolean;
  /** Whether what a manifest refers to must be there (default true). */
  readonly completeManifests?: boolean;
  /** Whether `If-Match` is obeyed (default true; Distribution passes over it). */
  readonly ifMatch?: boolean;
  /** Whether manifests come with an `ETag` (default true). */
  readonly etag?: boolean;
  /** At most so many referrers in one answer, the rest behind `Link: rel="next"`. */
  readonly referrersPageSize?: number;
  /** Whether `?artifactType=` is obeyed, and `OCI-Filters-Applied` sent (default true). */
  readonly referrersFilter?: boolean;
  /** Whether manifests come with `Docker-Content-Digest` (default true). */
  readonly digestHeader?: boolean;
  readonly auth?: AuthOptions;
}

export interface RegistryOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** By host name without port; the others behave as `defaults` says. */
  readonly hosts?: Readonly<Record<string, HostOptions>>;
  readonly defaults?: HostOptions;
  /** Every answer is late by so much. */
  readonly latencyMs?: number;
}

/** As the hosts behaved with which the shared signature vectors were recorded. */
const RECORDED_HOSTS: Readonly<Record<string, HostOptions>> = {
  'registry.localhost': { referrers: false },
  'plain.localhost': { referrers: false },
};

/** The addresses under which a client may reach the host `localhost`. */
const LOCALHOST = new Set(['127.0.0.1', '[::1]']);

/** The name under which this host's repositories are kept. */
export function hostKey(host: string, options: RegistryOptions): string {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (options.hosts?.[name] !== undefined) return name;
  return LOCALHOST.has(name) ? 'localhost' : name;
}

export function hostOptions(key: string, options: RegistryOptions): HostOptions {
  return { ...RECORDED_HOSTS[key], ...options.defaults, ...options.hosts?.[key] };
}
