import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Gate } from './auth.ts';
import { type Exchange, failure, type Reply, readExchange, reply } from './exchange.ts';
import { type FaultMatch, FaultScript, prevents, type ScriptedFault, spoil } from './faults.ts';
import type { HostContext } from './host.ts';
import type { BuiltManifest } from './image-builder.ts';
import { addLayout, findLayouts } from './layout.ts';
import { type HostOptions, hostKey, hostOptions, type RegistryOptions } from './options.ts';
import { pushBuilt } from './push.ts';
import { Repository } from './repository.ts';
import { RequestLog } from './request-log.ts';
import { findRoute, otherwise, scopeOf } from './routes.ts';
import { send } from './send.ts';

/** Starts a registry on loopback. Its hosts are told apart by the Host header, whatever their names. */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const registry = new Registry(options);
  await registry.listen();
  return registry;
}

interface VirtualHost extends HostContext {
  readonly repositories: Map<string, Repository>;
  readonly gate: Gate;
}

export class Registry {
  readonly log = new RequestLog();
  private readonly options: RegistryOptions;
  private readonly hosts = new Map<string, VirtualHost>();
  private readonly script = new FaultScript();
  private readonly stopping = new AbortController();
  private readonly server = createServer((request, response) => void this.serve(request, response));
  private opened = 0;

  constructor(options: RegistryOptions) {
    this.options = options;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** `localhost:PORT`. */
  get host(): string {
    return this.authority('localhost');
  }

  get url(): string {
    return `http://${this.host}`;
  }

  /** The log's requests, the oldest first. */
  get requests(): RequestLog['requests'] {
    return this.log.requests;
  }

  /** How many connections were ever made, with or without a request on them. */
  get connections(): number {
    return this.opened;
  }

  /** `oci.localhost` → `oci.localhost:PORT`, as it stands in an image reference. */
  authority(host: string): string {
    return `${host}:${this.port}`;
  }

  /** Adds one OCI image layout as a repository of a host. */
  addLayout(host: string, repository: string, folder: string): void {
    addLayout(this.at(host).repositoryForPush(repository), folder);
  }

  /** Adds every layout below a folder that is laid out `<host>/<repository…>/`, as the recorded vectors are. */
  addLayouts(folder: string): void {
    for (const layout of findLayouts(folder)) this.addLayout(layout.host, layout.repository, layout.folder);
  }

  /**
   * Stores a built manifest with all it refers to. What has a `subject` is found as its referrer; on a host without the
   * Referrers API it is added to the index under the fallback tag too, as a client would do.
   */
  push(host: string, repository: string, built: BuiltManifest, ...tags: string[]): void {
    const { options, repositoryForPush } = this.at(host);
    pushBuilt(repositoryForPush(repository), built, tags, options.referrers !== false);
  }

  /** Lets a tag name another digest. */
  tag(host: string, repository: string, tag: string, digest: string): void {
    this.at(host).repositoryForPush(repository).tags.set(tag, digest);
  }

  untag(host: string, repository: string, tag: string): void {
    this.at(host).repository(repository)?.tags.delete(tag);
  }

  /** Removes a manifest and its tags. */
  remove(host: string, repository: string, digest: string): void {
    this.at(host).repository(repository)?.removeManifest(digest);
  }

  /** Lets matching requests go wrong from now on; the result ends it. */
  setFault(match: FaultMatch, fault: ScriptedFault): () => void {
    return this.script.add(match, fault);
  }

  clearFaults(): void {
    this.script.clear();
  }

  async listen(): Promise<void> {
    this.server.on('connection', () => {
      this.opened += 1;
    });
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.options.port ?? 0, '127.0.0.1', resolve);
    });
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private at(host: string): VirtualHost {
    const key = hostKey(host, this.options);
    let found = this.hosts.get(key);
    if (found === undefined) {
      found = virtualHost(hostOptions(key, this.options));
      this.hosts.set(key, found);
    }
    return found;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = await readExchange(request).catch(() => undefined);
    if (exchange === undefined) return void response.destroy();
    const entry = this.log.open(exchange, request.url ?? '/');
    response.once('close', () =>
      this.log.close(entry, response.headersSent ? response.statusCode : undefined),
    );
    const faults = this.script.strike(exchange);
    const late = faults.reduce(
      (ms, fault) => ms + (fault.kind === 'delay' ? fault.ms : 0),
      this.options.latencyMs ?? 0,
    );
    try {
      if (late > 0) await sleep(late, undefined, { signal: this.stopping.signal });
      const answer = faults.some(prevents) ? reply(500) : this.answer(exchange);
      await send(exchange, spoil(answer, faults), faults, response, this.stopping.signal);
    } catch {
      // The client went away, or this registry is being closed.
      response.destroy();
    }
  }

  private answer(exchange: Exchange): Reply {
    const host = this.at(exchange.host);
    if (exchange.path === '/token') return host.gate.token(exchange);
    const found = findRoute(exchange);
    const refusal = host.gate.refuse(exchange, scopeOf(exchange, found?.name));
    if (refusal !== undefined) return refusal;
    if (found === undefined) return otherwise(exchange);
    try {
      return found.route(host, exchange, found.name, found.rest);
    } catch (error) {
      return failure(500, 'UNKNOWN', String(error));
    }
  }
}

function virtualHost(options: HostOptions): VirtualHost {
  const repositories = new Map<string, Repository>();
  return {
    options,
    repositories,
    uploads: new Map(),
    gate: new Gate(options.auth ?? { mode: 'none' }),
    repository: (name) => repositories.get(name),
    repositoryForPush: (name) => {
      const repository = repositories.get(name) ?? new Repository();
      repositories.set(name, repository);
      return repository;
    },
  };
}
