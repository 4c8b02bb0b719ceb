import { isLoopbackHost } from '../../../registry/host-policy.ts';
import type { Clock, HttpClient, Logger } from '../../../registry/ports.ts';
import { SigningError } from '../../signing.ts';
import { type Connection, oneLine, through } from './fetch.ts';

/** What services are asked with. */
export interface ServiceWorld {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

export type ServiceKind = 'certificate' | 'log' | 'timestamp';

/**
 * Asks one service through our own HTTP; `base` is its address without a slash at the end.
 * @throws SigningError for whatever goes wrong.
 */
export async function reach<T>(
  kind: ServiceKind,
  address: string,
  { http, clock, signal }: ServiceWorld,
  ask: (base: string) => Promise<T>,
): Promise<T> {
  const host = hostOf(address);
  if (!isAllowed(kind, address)) throw new SigningError({ code: 'service-address', args: [address] });
  const connection: Connection = { http, clock, signal };
  try {
    return await through(connection, () => ask(address.replace(/\/+$/, '')));
  } catch (error) {
    if (signal.aborted) throw new SigningError({ code: 'cancelled' });
    const { failure } = connection;
    const why = failure?.detail ?? oneLine(error instanceof Error ? error.message : '');
    throw new SigningError({ code: `${kind}-${failure?.kind ?? 'unusable'}`, args: [host, why] });
  }
}

export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}

/** An identity token is worth as much as a password for minutes: it never travels in the clear. */
function isAllowed(kind: ServiceKind, address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  if (username !== '' || password !== '') return false;
  return (
    protocol === 'https:' || (protocol === 'http:' && (kind !== 'certificate' || isLoopbackHost(hostname)))
  );
}
