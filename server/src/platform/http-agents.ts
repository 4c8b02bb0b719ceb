import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import { isLoopbackHost } from '../registry/host-policy.ts';
import type { Logger } from '../registry/ports.ts';
import { type ProxyEnvironment, proxyEnvironment } from './proxy-environment.ts';

export interface AgentOptions {
  /** Where `HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY` and `SSL_CERT_FILE` are read (default `process.env`). */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** PEM certificates to trust beside Node's own (`NODE_EXTRA_CA_CERTS` included) and those of `SSL_CERT_FILE`. */
  readonly extraCa?: string;
  readonly logger?: Logger;
}

/**
 * The agent for a URL: connections are kept, proxies are used as the environment says, but never for loopback.
 * The function throws when a proxy variable makes no sense: connecting past the proxy would be worse.
 */
export function createAgents(options: AgentOptions): (url: URL) => http.Agent {
  const env = options.env ?? process.env;
  const agents = new Map<string, http.Agent>();
  return (url) => {
    const direct = isLoopbackHost(url.hostname);
    const key = `${url.protocol}${direct ? 'direct' : 'proxy'}`;
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
  env: Readonly<Record<string, string | undefined>>,
  options: AgentOptions,
): http.Agent {
  const common = { keepAlive: true, ...(proxyEnv === undefined ? {} : { proxyEnv }) };
  if (!secure) return new http.Agent(common);
  const extra = [options.extraCa, certificateFile(env.SSL_CERT_FILE, options.logger)].filter(
    (ca) => ca !== undefined,
  );
  // `ca` replaces what Node trusts by itself, so that has to be in the list again.
  return new https.Agent(
    extra.length === 0 ? common : { ...common, ca: [...tls.getCACertificates('default'), ...extra] },
  );
}

function certificateFile(path: string | undefined, logger: Logger | undefined): string | undefined {
  if (!path) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    logger?.warn(`SSL_CERT_FILE is not used: ${(error as Error).message}`);
    return undefined;
  }
}
