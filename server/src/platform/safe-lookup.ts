import dns from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isBlockedAddress, isLoopbackAddress, isLoopbackHost } from '../registry/host-policy.ts';
import { HttpError } from '../registry/ports.ts';

export type Resolver = (
  host: string,
  options: dns.LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: dns.LookupAddress[]) => void,
) => void;

const LOOPBACK: readonly dns.LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/**
 * A `lookup` for sockets that answers `localhost` names itself and refuses a name as soon as one of its addresses must
 * not be reached. The socket connects to the very addresses that were checked, so a name that is bound again between
 * check and use gains nothing. Without `loopback` no other name than those may lead to this machine.
 */
export function createSafeLookup(
  resolve: Resolver = dns.lookup,
  { loopback = true }: { readonly loopback?: boolean } = {},
): LookupFunction {
  return (host, options, callback) => {
    // With an error Node passes no addresses at all.
    const answer = (
      error: NodeJS.ErrnoException | null,
      addresses: readonly dns.LookupAddress[] = [],
    ): void => {
      const problem = error ?? refusalOf(host, addresses, loopback || isLoopbackHost(host));
      const [first] = addresses;
      if (problem !== null) callback(problem, '', 0);
      else if (options.all === true) callback(null, [...addresses]);
      else callback(null, first?.address ?? '', first?.family ?? 0);
    };
    if (isLoopbackHost(host)) {
      const { family } = options;
      const wanted = family === 4 || family === 'IPv4' ? 4 : family === 6 || family === 'IPv6' ? 6 : 0;
      const loopback = LOOPBACK.filter((address) => wanted === 0 || address.family === wanted);
      // Asynchronous as the real one: a socket listens for the answer only after it asked.
      process.nextTick(answer, null, loopback);
      return;
    }
    resolve(host, { ...options, all: true }, answer);
  };
}

/** Refuses the address that stands in the URL itself; sockets do not look those up. `elsewhere`: this machine's too, and its names. */
export function refuseLiteral(hostname: string, elsewhere = false): void {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0 && isBlockedAddress(address)) throw blocked(address);
  if (elsewhere && isLoopbackHost(address)) throw blocked(address);
}

function refusalOf(
  host: string,
  addresses: readonly dns.LookupAddress[],
  loopback: boolean,
): NodeJS.ErrnoException | null {
  const refused = addresses.find(
    ({ address }) => isBlockedAddress(address) || (!loopback && isLoopbackAddress(address)),
  );
  if (refused !== undefined) return blocked(`${host} (${refused.address})`);
  if (addresses.length > 0) return null;
  return Object.assign(new Error(`${host} has no address`), { code: 'ENOTFOUND' });
}

function blocked(what: string): HttpError {
  return new HttpError('blocked-address', `${what} is an address that must not be reached from here`);
}
