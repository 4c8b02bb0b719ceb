import { createConsoleLogger } from '../../platform/console-logger.ts';
import { createDockerCredentials } from '../../platform/docker-credentials.ts';
import { createNodeHttp } from '../../platform/node-http.ts';
import { cacheDirectory } from '../../platform/paths.ts';
import { systemClock } from '../../platform/system-clock.ts';
import { createTufTrustedRoots } from '../../platform/tuf-trusted-roots.ts';
import { createRegistryClient } from '../../registry/client.ts';
import { connectRegistries } from '../../registry/connection.ts';
import { createRegistryWriter } from '../../registry/writer.ts';
import type { SigningWorld } from '../../signature/signing.ts';
import type { TrustedRoot } from '../../signature/verification.ts';
import { askNobody, createRevocationClient } from '../../trust/revocation-client.ts';
import type { CliContext } from '../context.ts';

/** Everything of a `SigningWorld` that is the same for every image. */
export type SharedWorld = Omit<SigningWorld, 'preferences' | 'roots' | 'onProgress'>;

export interface WorldOptions {
  readonly env: CliContext['env'];
  readonly version: string;
  readonly signal: AbortSignal;
  /** Nobody but registries is asked. */
  readonly offline: boolean;
  /** Where warnings go. */
  readonly warn: { write(text: string): unknown };
}

/** Requests at once to one registry: one image at a time is signed. */
const perHost = 8;

/** Registries and services, asked with Node's own connections. */
export function openWorld({ env, version, signal, offline, warn }: WorldOptions): SharedWorld {
  const logger = createConsoleLogger({ stream: warn });
  const http = createNodeHttp({ userAgent: `imageseal/${version}`, env, logger });
  const credentials = createDockerCredentials({ env, logger });
  const connecting = { http, credentials, clock: systemClock, perHost, settings: () => ({}) };
  const connection = connectRegistries(connecting);
  const client = createRegistryClient({ ...connecting, logger }, connection);
  const writer = createRegistryWriter({ connection });
  const revocation = offline ? askNobody : createRevocationClient({ http, clock: systemClock, logger });
  return { client, writer, http, revocation, clock: systemClock, logger, signal };
}

/**
 * The newest roots of the public instances: those of the last day, or the ones that come over TUF now. A failure leaves
 * older ones, and what was signed is then verified by these.
 */
export async function publicRoots({
  http,
  clock,
  logger,
  signal,
}: SharedWorld): Promise<readonly TrustedRoot[]> {
  const folder = cacheDirectory();
  const roots = createTufTrustedRoots({ http, folder, clock, logger, online: () => true });
  const stop = () => roots.stop();
  signal.addEventListener('abort', stop);
  try {
    await roots.current();
    await roots.settled();
    return (await roots.current({ refresh: false })).roots;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
