import { failure, type Reply } from './exchange.ts';
import type { HostOptions } from './options.ts';
import type { Repository } from './repository.ts';

/** What a route needs of the host that was asked. */
export interface HostContext {
  readonly options: HostOptions;
  /** Uploads under way, by their id. */
  readonly uploads: Map<string, Uint8Array>;
  /** `undefined` when nothing was ever pushed there. */
  repository(name: string): Repository | undefined;
  /** Made when it is not there. */
  repositoryForPush(name: string): Repository;
}

export function nameUnknown(name: string): Reply {
  return failure(404, 'NAME_UNKNOWN', `repository ${name} is not known to this registry`);
}
