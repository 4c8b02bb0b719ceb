import { checkHost, isLoopbackHost } from '../registry/host-policy.ts';

/** Printable ASCII without a backslash: a text that every reader of addresses takes apart in the same way. */
const plain = /^[!-[\]-~]{1,2048}$/;

/**
 * An address out of a certificate, or where its responder sends people, if it may be asked; else one reason in English.
 * `own`: the image's registry is on this machine, so responders may be, too.
 */
export function responderAddress(text: string, own: boolean): URL | string {
  if (!plain.test(text) || !URL.canParse(text)) return 'its address is malformed';
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return `only http and https are asked, not ${url.protocol.slice(0, 30)}`;
  }
  if (!/^https?:\/\/[^/?#@]+(?:[/?][^#]*)?$/i.test(text))
    return 'its address holds credentials or a fragment, or is malformed';
  const check = checkHost(url.host);
  if (!check.ok) return check.detail;
  if (isLoopbackHost(url.hostname) && !own) return `${url.host} is this machine, and the registry is not`;
  return url;
}
