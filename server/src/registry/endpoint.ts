import type { RepositoryName } from '../image/names.ts';
import { repositoryForm } from '../image/reference-grammar.ts';
import { isLoopbackHost, schemeOf, splitHost } from './host-policy.ts';

/** What the user says of one repository; `registrySettingsFor` of `configuration/` answers with more than this. */
export interface RegistryPreferences {
  /** Plain http. */
  readonly insecure?: boolean;
  /** `host[/path]` that is asked first. */
  readonly mirror?: string;
}

/** What the registry is asked for: to read a repository, or to write to it as well. */
export type Access = 'pull' | 'push';

export type PreferencesOf = (registry: string, repository: string) => RegistryPreferences;

/** Where the requests for one repository go. */
export interface Endpoint extends RepositoryName {
  /** `https://registry-1.docker.io` */
  readonly origin: string;
  readonly loopback: boolean;
}

/** The host that serves a registry's API. */
export function apiHost(registry: string): string {
  return registry === 'docker.io' || registry === 'index.docker.io' ? 'registry-1.docker.io' : registry;
}

/** The mirror, if there is one, and the registry itself: the order in which they are asked. */
export function endpointsOf(
  name: RepositoryName,
  preferencesOf: PreferencesOf,
): readonly [Endpoint, ...Endpoint[]] {
  const preferences = preferencesOf(name.registry, name.repository);
  const own = endpoint(name, preferences.insecure ?? false);
  const mirror = preferences.mirror === undefined ? undefined : mirrored(name, preferences.mirror);
  if (!mirror) return [own];
  const insecure = preferencesOf(mirror.registry, mirror.repository).insecure ?? false;
  return [endpoint(mirror, insecure), own];
}

/** The registry itself, whatever mirror it has: where pushes go. */
export function ownEndpoint(name: RepositoryName, preferencesOf: PreferencesOf): Endpoint {
  return endpoint(name, preferencesOf(name.registry, name.repository).insecure ?? false);
}

function endpoint(name: RepositoryName, insecure: boolean): Endpoint {
  const host = apiHost(name.registry);
  return {
    registry: name.registry,
    repository: name.repository,
    origin: `${schemeOf(host, insecure)}://${host}`,
    loopback: isLoopbackHost(splitHost(host).hostname),
  };
}

/** `mirror.corp.example/hub` and `library/nginx` → `hub/library/nginx` there; `undefined` for nonsense. */
function mirrored(name: RepositoryName, mirror: string): RepositoryName | undefined {
  const [registry = '', ...path] = mirror.replace(/\/+$/, '').split('/');
  const repository = [...path, name.repository].join('/');
  if (registry === '' || !repositoryForm.test(repository)) return undefined;
  return { registry, repository };
}
