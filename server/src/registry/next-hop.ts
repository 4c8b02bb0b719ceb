import type { Endpoint } from './endpoint.ts';
import { RegistryError } from './fault.ts';
import { checkHost, isLoopbackHost } from './host-policy.ts';
import type { HttpResponse } from './ports.ts';

/**
 * Where the `Location` of an answer leads, if it may be followed: a redirect, or the place where an upload goes on.
 * @throws RegistryError of code `redirect` when it may not.
 */
export function nextHop(from: URL, response: HttpResponse, endpoint: Endpoint): URL {
  const location = response.headers.location;
  if (location === undefined || !URL.canParse(location, from.href)) {
    throw fault(from.host, `HTTP ${response.status} without a usable Location`);
  }
  const to = new URL(location, from);
  to.hash = '';
  const refuse = (why: string): RegistryError => fault(from.host, `to ${to.host}: ${why}`);
  if (to.protocol !== 'https:' && !(to.protocol === 'http:' && from.protocol === 'http:')) {
    throw refuse(`${to.protocol} is not https`);
  }
  if (to.username !== '' || to.password !== '') throw refuse('its address holds credentials');
  const check = checkHost(to.host);
  if (!check.ok) throw refuse(check.detail);
  if (isLoopbackHost(to.hostname) && !endpoint.loopback) throw refuse('it is this machine');
  return to;
}

function fault(host: string, detail: string): RegistryError {
  return new RegistryError({ code: 'redirect', host, detail });
}
