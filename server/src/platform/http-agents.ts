import { readFileSync } from 'node:fs';
import http from 'node:http';
import { isLoopbackHost } from '../registry/host-policy.ts';
import type { Logger } from '../registry/ports.ts';
import { type ProxyEnvironment, proxyEnvironment } from './proxy-environment.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface AgentOptions {
  /** Where `HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY` and `SSL_CERT_FILE` are read (default `process.env`). */
  readonly env?: Environment;
  /** PEM certificates to trust beside Node's own (`NODE_EXTRA_CA_CERTS` included) and those of `SSL_CERT_FILE`. */
  readonly extraCa?: string;
  readonly logger?: Logger;
}

/**
 * The agent for a URL: connections are kept, proxies are used as the environment says, but never for loopback.
 * Connections that may lead to this machine are kept apart from those that may not (`elsewhere`). The function throws
 * when a proxy variable makes no sense: connecting past the proxy would be worse.
 */
export function createAgents(options: AgentOptions): (url: URL, elsewhere?: boolean) => http.Agent {
  const env = options.env ?? process.env;
  const agents = new Map<string, http.Agent>();
  return (url, elsewhere = false) => {
    const direct = isLoopbackHost(url.hostname);
    const key = `${url.protocol}${direct ? 'direct' : 'proxy'}${elsewhere ? 'elsewhere' : ''}`;
    let agent = agents.get(key);
    if (agent === undefined) {
      agent = createAgent(
        url.protocol === 'https:',
        direct ? undefined : proxyEnvironment(env),
        env,
        options,
      );
      agents.set(key, agent);
    }
    return agent;
  };
}

function createAgent(
  secure: boolean,
  proxyEnv: ProxyEnvironment | undefined,
  env: Environment,
  options: AgentOptions,
): http.Agent {
  if (proxyEnv !== undefined && !agentsKnowProxies()) {
    throw new Error(
      `Node ${process.versions.node} cannot use HTTP_PROXY: use Node 22.21, 24.5 or newer, or unset it`,
    );
  }
  const common = { keepAlive: true, ...(proxyEnv === undefined ? {} : { proxyEnv }) };
  if (!secure) return new http.Agent(common);
  const extra = [options.extraCa, certificateFile('SSL_CERT_FILE', env, options.logger)].filter(
    (ca) => ca !== undefined,
  );
  // `ca` replaces what Node trusts by itself, so that has to be in the list again.
  const { Agent } = process.getBuiltinModule('node:https');
  return new Agent(
    extra.length === 0 ? common : { ...common, ca: [...defaultCertificates(env, options.logger), ...extra] },
  );
}

/** An older Node would pass over `proxyEnv` in silence, and connect past the proxy. */
function agentsKnowProxies(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
}

/** What Node trusts by itself. Older versions do not tell what they made of `NODE_EXTRA_CA_CERTS`. */
function defaultCertificates(env: Environment, logger: Logger | undefined): readonly string[] {
  const tls = process.getBuiltinModule('node:tls');
  if ('getCACertificates' in tls) return tls.getCACertificates('default');
  const { rootCertificates } = tls as typeof import('node:tls');
  const extra = certificateFile('NODE_EXTRA_CA_CERTS', env, logger);
  return extra === undefined ? rootCertificates : [...rootCertificates, extra];
}

function certificateFile(name: string, env: Environment, logger: Logger | undefined): string | undefined {
  const path = env[name];
  if (!path) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    logger?.warn(`${name} is not used: ${(error as Error).message}`);
    return undefined;
  }
}
