import { createDiskCache } from '../platform/disk-cache.ts';
import { createDockerCredentials } from '../platform/docker-credentials.ts';
import { createEngine, type Engine, type Mode } from '../platform/engine.ts';
import { cacheDirectory } from '../platform/paths.ts';
import { systemClock } from '../platform/system-clock.ts';
import { createTufTrustedRoots, type TufTrustedRoots } from '../platform/tuf-trusted-roots.ts';
import { type HttpClient, HttpError, type Logger } from '../registry/ports.ts';
import type { SessionSettings } from './settings.ts';

/** Milliseconds that a reference stands unchanged before its registry is asked. */
const SETTLE_MS = 500;

export interface EngineHostOptions {
  readonly http: HttpClient;
  readonly logger: Logger;
  readonly trusted: boolean;
  /** What `initializationOptions` says, unless a setting says otherwise. */
  readonly offline: boolean;
  /** Where evidence survives restarts; by default the platform's own folder. */
  readonly cacheFolder: string | undefined;
}

/** The engine of the session, and how far it may go. */
export class EngineHost {
  readonly #options: EngineHostOptions;
  readonly #cache;
  readonly #roots: TufTrustedRoots;
  #trusted: boolean;
  #offline: boolean;
  #engine: Engine | undefined;

  constructor(options: EngineHostOptions) {
    this.#options = options;
    this.#trusted = options.trusted;
    this.#offline = options.offline;
    const { logger } = options;
    const folder = options.cacheFolder ?? cacheDirectory();
    this.#cache = createDiskCache({ folder, logger });
    this.#roots = createTufTrustedRoots({
      http: (request) => this.#send(request),
      folder,
      clock: systemClock,
      logger,
      online: () => this.mode === 'online',
    });
  }

  /** Puts the engine together, once the settings are known. */
  async start(settings: SessionSettings): Promise<Engine> {
    const { logger } = this.#options;
    const credentials = createDockerCredentials({ logger });
    this.#offline = settings.offline ?? this.#options.offline;
    if (this.#trusted) await this.#cache.load();
    this.#engine = createEngine({
      http: (request) => this.#send(request),
      roots: this.#roots,
      credentials: async (registry, repository) =>
        this.mode === 'online' ? await credentials(registry, repository) : undefined,
      clock: systemClock,
      logger,
      cache: this.#cache,
      mode: this.mode,
      perHost: settings.concurrency,
      settleMs: SETTLE_MS,
    });
    return this.#engine;
  }

  readonly #send: HttpClient = async (request) => {
    if (this.mode !== 'online') throw new HttpError('aborted', `nothing is sent while ${this.mode}`);
    return await this.#options.http(request);
  };

  /** Connections other than those to registries; none while offline or restricted. */
  get http(): HttpClient {
    return this.#send;
  }

  get started(): boolean {
    return this.#engine !== undefined;
  }

  /** Exists after `start`, for which every handler and profile waits. */
  get engine(): Engine {
    if (this.#engine === undefined) throw new Error('the engine is not started');
    return this.#engine;
  }

  get mode(): Mode {
    if (!this.#trusted) return 'restricted';
    return this.#offline ? 'offline' : 'online';
  }

  get trusted(): boolean {
    return this.#trusted;
  }

  setOffline(offline: boolean | undefined): void {
    this.#offline = offline ?? this.#options.offline;
    this.#engine?.setMode(this.mode);
  }

  async grantTrust(): Promise<void> {
    if (this.#trusted) return;
    await this.#cache.load();
    this.#trusted = true;
    this.#engine?.setMode(this.mode);
  }

  async stop(): Promise<void> {
    this.#roots.stop();
    this.#engine?.scheduler.cancelAll();
    if (this.#trusted) await this.#engine?.flush();
  }
}
