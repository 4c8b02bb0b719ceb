import { Authenticator } from './authenticator.ts';
import type { PreferencesOf } from './endpoint.ts';
import { HostLimiter } from './host-limiter.ts';
import { HttpExchanger } from './http-exchange.ts';
import type { Clock, Credentials, HttpClient } from './ports.ts';
import { ReferrersApi } from './referrers.ts';
import { TokenServer } from './token-server.ts';
import { RegistryTransport } from './transport.ts';

export interface ConnectionOptions {
  readonly http: HttpClient;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly settings: PreferencesOf;
  /** Requests at once to one host: 8 in an editor, 16 on the command line. */
  readonly perHost: number;
  /** Between 0 and 1, for jitter. */
  readonly random?: () => number;
}

/** What reading and writing share: the limits of each host, tokens, and which hosts have the Referrers API. */
export interface RegistryConnection {
  readonly transport: RegistryTransport;
  readonly referrersApi: ReferrersApi;
  readonly settings: PreferencesOf;
  readonly clock: Clock;
  readonly random: () => number;
}

export function connectRegistries(options: ConnectionOptions): RegistryConnection {
  const { http, credentials, clock, settings, perHost, random = Math.random } = options;
  const limiter = new HostLimiter({ clock, perHost, random });
  const exchanger = new HttpExchanger({ http, clock, limiter, random });
  const tokens = new TokenServer(exchanger);
  const transport = new RegistryTransport(exchanger, new Authenticator({ credentials, tokens, clock }));
  return { transport, referrersApi: new ReferrersApi(transport, clock), settings, clock, random };
}
