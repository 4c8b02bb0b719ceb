import { homedir as systemHomedir } from 'node:os';
import { join } from 'node:path';
import type { Clock, Credential, Credentials, Logger } from '../registry/ports.ts';
import { askHelper, createHelperRunner, type RunHelper } from './credential-helper.ts';
import {
  credentialOf,
  DOCKER_HUB_SERVER,
  type DockerConfig,
  lookupKeys,
  normaliseKey,
  parseDockerConfig,
} from './docker-config.ts';
import { systemClock } from './system-clock.ts';
import { readTextFile } from './text-files.ts';

export interface DockerCredentialsOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly homedir?: string;
  readonly runHelper?: RunHelper;
  /** `undefined` when there is no such file (default: from disk). */
  readonly readFile?: (path: string) => Promise<string | undefined>;
  readonly logger?: Logger;
  readonly clock?: Pick<Clock, 'now'>;
}

/** So long an answer is used again; a `docker login` takes effect after it at the latest. */
const CACHE_MS = 60_000;

/**
 * The credentials that `docker login` and `podman login` leave: Docker's `config.json` (`DOCKER_CONFIG`), the file of
 * `REGISTRY_AUTH_FILE`, containers' `auth.json`; of these the first that knows the registry. In each file, as Docker
 * does it: `credHelpers`, `credsStore`, `auths`. The host must match exactly. Never rejects; what is wrong is logged
 * in one sentence and counts as "no credentials".
 */
export function createDockerCredentials(options: DockerCredentialsOptions = {}): Credentials {
  const env = options.env ?? process.env;
  const homedir = options.homedir ?? systemHomedir();
  const read = options.readFile ?? readTextFile;
  const run = options.runHelper ?? createHelperRunner(env, homedir);
  const { now } = options.clock ?? systemClock;
  const remember = createMemory(now);
  const warn = createWarner(options.logger);

  const load = (path: string): Promise<DockerConfig | undefined> =>
    remember(`file ${path}`, async () => {
      try {
        const text = await read(path);
        return text === undefined ? undefined : parseDockerConfig(text);
      } catch (error) {
        warn(`the registry credentials in ${path} are not used: ${(error as Error).message}`);
        return undefined;
      }
    });

  const ask = (name: string, host: string): Promise<Credential | undefined> =>
    remember(`helper ${name} ${host}`, async () => {
      const answer = await askHelper(name, host === 'docker.io' ? DOCKER_HUB_SERVER : host, run);
      if (answer.state === 'failed') warn(answer.message);
      return answer.state === 'found' ? answer.credential : undefined;
    });

  return async (registry, repository) => {
    const host = normaliseKey(registry);
    for (const path of configFiles(env, homedir)) {
      const config = await load(path);
      if (config === undefined) continue;
      const helper = config.credHelpers.get(host) ?? config.credsStore;
      const kept = helper === undefined ? undefined : await ask(helper, host);
      const credential = kept ?? firstAuth(config, lookupKeys(registry, repository));
      if (credential !== undefined) return credential;
    }
    return undefined;
  };
}

/** The files in the order in which they are asked. */
function configFiles(env: Readonly<Record<string, string | undefined>>, homedir: string): string[] {
  const { DOCKER_CONFIG, REGISTRY_AUTH_FILE, XDG_RUNTIME_DIR, XDG_CONFIG_HOME } = env;
  return [
    join(DOCKER_CONFIG || join(homedir, '.docker'), 'config.json'),
    ...(REGISTRY_AUTH_FILE ? [REGISTRY_AUTH_FILE] : []),
    ...(XDG_RUNTIME_DIR ? [join(XDG_RUNTIME_DIR, 'containers', 'auth.json')] : []),
    join(XDG_CONFIG_HOME || join(homedir, '.config'), 'containers', 'auth.json'),
  ];
}

function firstAuth(config: DockerConfig, keys: readonly string[]): Credential | undefined {
  for (const key of keys) {
    const entry = config.auths.get(key);
    const credential = entry === undefined ? undefined : credentialOf(entry);
    if (credential !== undefined) return credential;
  }
  return undefined;
}

/** Runs each piece of work once at a time and keeps its result for a short while. */
function createMemory(now: () => number) {
  const kept = new Map<string, { readonly until: number; readonly value: Promise<unknown> }>();
  return <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const known = kept.get(key);
    if (known !== undefined && known.until > now()) return known.value as Promise<T>;
    const value = work();
    kept.set(key, { until: now() + CACHE_MS, value });
    return value;
  };
}

/** Says each thing once. */
function createWarner(logger: Logger | undefined): (message: string) => void {
  const said = new Set<string>();
  return (message) => {
    if (said.has(message)) return;
    said.add(message);
    logger?.warn(message);
  };
}
