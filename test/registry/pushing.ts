import { createNodeHttp } from '../../server/src/platform/node-http.ts';
import { createRegistryClient, type RegistryClient } from '../../server/src/registry/client.ts';
import { connectRegistries } from '../../server/src/registry/connection.ts';
import type { PreferencesOf } from '../../server/src/registry/endpoint.ts';
import { priority } from '../../server/src/registry/host-limiter.ts';
import type { Clock, Credential, HttpClient, HttpResponse, Logger } from '../../server/src/registry/ports.ts';
import { createRegistryWriter, type RegistryWriter } from '../../server/src/registry/writer.ts';
import {
  type BuiltManifest,
  type ManifestJson,
  parseManifest,
  type Registry,
  type RegistryOptions,
  startRegistry,
} from '../support/registry/index.ts';
import { JumpingClock } from './manual-clock.ts';

const silent = () => {};
export const logger: Logger = { debug: silent, info: silent, warn: silent, error: silent };
export const node = createNodeHttp({ userAgent: 'test', env: {} });
export const options = { priority: priority.hovered } as const;

/** A clock on which everything takes a tenth of the time. */
export const hastyClock: Clock = {
  now: () => performance.now() * 10,
  after(ms, callback) {
    const timer = setTimeout(callback, ms / 10);
    return () => clearTimeout(timer);
  },
};

export interface WriterOptions {
  readonly http?: HttpClient;
  readonly clock?: Clock;
  readonly credential?: Credential;
  readonly settings?: PreferencesOf;
}

/** A writer, and a client over the same connection. */
export function writerOf(more: WriterOptions = {}): { writer: RegistryWriter; client: RegistryClient } {
  const connecting = {
    http: more.http ?? node,
    credentials: () => Promise.resolve(more.credential),
    clock: more.clock ?? new JumpingClock(),
    logger,
    settings: more.settings ?? (() => ({})),
    perHost: 8,
  };
  const connection = connectRegistries(connecting);
  return {
    writer: createRegistryWriter({ connection }),
    client: createRegistryClient(connecting, connection),
  };
}

const registries: Registry[] = [];

export async function start(options: RegistryOptions = {}): Promise<Registry> {
  const registry = await startRegistry(options);
  registries.push(registry);
  return registry;
}

/** Closes what `start` has started. */
export async function stopAll(): Promise<void> {
  for (const registry of registries.splice(0)) await registry.close();
}

/** One repository of a host, as the tests look at it past the code under test. */
export function repositoryOf(registry: Registry, host = 'localhost', repository = 'acme/app') {
  const name = { registry: registry.authority(host), repository };
  const ask = (path: string): Promise<HttpResponse> =>
    node({
      url: `http://${name.registry}/v2/${repository}/${path}`,
      method: 'GET',
      headers: {},
      maxBytes: 10_000_000,
      timeoutMs: 5_000,
    });
  const manifest = async (tagOrDigest: string): Promise<ManifestJson | undefined> => {
    const { status, body } = await ask(`manifests/${tagOrDigest}`);
    return status === 200 ? parseManifest(body) : undefined;
  };
  const blob = async (digest: string): Promise<string | undefined> => {
    const { status, body } = await ask(`blobs/${digest}`);
    return status === 200 ? new TextDecoder().decode(body) : undefined;
  };
  const push = (built: BuiltManifest, ...tags: string[]): BuiltManifest => {
    registry.push(host, repository, built, ...tags);
    return built;
  };
  return { name, ask, manifest, blob, push };
}

/** Uploads a referrer's blobs and attaches it, as signing does. */
export async function attach(
  writer: RegistryWriter,
  name: { registry: string; repository: string },
  built: BuiltManifest,
  more: { signal?: AbortSignal } = {},
) {
  for (const blob of built.blobs) await writer.putBlob(name, blob.bytes, { ...options, ...more });
  return await writer.attach(name, built, { ...options, ...more });
}
