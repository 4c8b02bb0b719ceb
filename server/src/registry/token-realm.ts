import type { Endpoint } from './endpoint.ts';
import { checkHost, isLoopbackHost, isPrivateAddress } from './host-policy.ts';

/**
 * The address of a token server as a challenge names it, or why nobody is asked there: the challenge comes from whoever
 * the manifest's text points at, and credentials may follow it.
 */
export function checkRealm(
  realm: string | undefined,
  endpoint: Endpoint,
): URL | { readonly refused: string } {
  if (realm === undefined || !URL.canParse(realm)) return { refused: 'the challenge names no token server' };
  const url = new URL(realm);
  const origin = new URL(endpoint.origin);
  if (url.username !== '' || url.password !== '') return { refused: 'its address holds credentials' };
  const plainHttp = url.protocol === 'http:' && origin.protocol === 'http:';
  if (url.protocol !== 'https:' && !plainHttp)
    return { refused: `${url.protocol}//${url.host} is not https` };
  const check = checkHost(url.host);
  if (!check.ok) return { refused: check.detail };
  const sameHost = url.hostname === origin.hostname;
  const loopback = isLoopbackHost(url.hostname);
  const inside = loopback || isPrivateAddress(url.hostname);
  if (inside && !sameHost && !(loopback && endpoint.loopback)) {
    return { refused: `${url.host} is on a private address` };
  }
  url.hash = '';
  return url;
}
