import { embeddedIPv4, inRange, isDottedQuad, parseAddress } from './ip-address.ts';

/*
 * Manifest text picks the hosts, so it is hostile input (docs/architecture.md, invariants 6 and 7): addresses that hand
 * out a machine's own credentials, or that no registry can have, are never asked.
 */

type Range = readonly [network: Uint8Array, bits: number];

const ranges = (...texts: string[]): readonly Range[] =>
  texts.map((text) => {
    const slash = text.indexOf('/');
    const address = parseAddress(text.slice(0, slash));
    if (!address) throw new Error(text);
    return [address, Number(text.slice(slash + 1))];
  });

const blockedRanges = ranges(
  '0.0.0.0/8',
  '169.254.0.0/16',
  // Instance metadata of Alibaba Cloud, Oracle Cloud and Azure.
  '100.100.100.200/32',
  '192.0.0.192/32',
  '168.63.129.16/32',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  'fe80::/10',
  'ff00::/8',
  // Instance metadata of AWS and Google Cloud over IPv6.
  'fd00:ec2::/32',
  'fd20:ce::/32',
);
const loopbackRanges = ranges('127.0.0.0/8', '::1/128');
const privateRanges = ranges('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7');

const metadataNames = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
]);

function isIn(all: readonly Range[], address: Uint8Array): boolean {
  const inner = embeddedIPv4(address);
  return all.some(
    ([network, bits]) => inRange(address, network, bits) || (inner && inRange(inner, network, bits)),
  );
}

/** Link-local, metadata, multicast or unspecified, in any spelling. Adapters ask this of resolved addresses too. */
export function isBlockedAddress(address: string): boolean {
  const bytes = parseAddress(address);
  return bytes !== undefined && isIn(blockedRanges, bytes);
}

/** 127.0.0.0/8 or ::1, in any spelling. */
export function isLoopbackAddress(address: string): boolean {
  const bytes = parseAddress(address);
  return bytes !== undefined && isIn(loopbackRanges, bytes);
}

/** An address of this machine, of a private network, or a blocked one: a stranger's challenge may not name it. */
export function isPrivateAddress(address: string): boolean {
  const bytes = parseAddress(address);
  return (
    bytes !== undefined && [privateRanges, loopbackRanges, blockedRanges].some((all) => isIn(all, bytes))
  );
}

/** `localhost`, a name below it, 127.0.0.0/8 or ::1; with or without brackets, without a port. */
export function isLoopbackHost(hostname: string): boolean {
  const name = plain(hostname);
  return name === 'localhost' || name.endsWith('.localhost') || isLoopbackAddress(name);
}

export type HostCheck =
  | { readonly ok: true; readonly hostname: string; readonly port: string }
  /** `detail` is for the log and the hover. */
  | { readonly ok: false; readonly detail: string };

/** May this `host[:port]` be asked at all? */
export function checkHost(host: string): HostCheck {
  const { hostname, port } = splitHost(host);
  const refuse = (detail: string): HostCheck => ({ ok: false, detail: `${host} ${detail}` });
  if (port !== '' && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65535)) {
    return refuse('has no valid port');
  }
  const name = plain(hostname);
  const address = parseAddress(name);
  if (address) {
    if (isIn(blockedRanges, address)) return refuse('is a link-local, metadata or reserved address');
    if (address.length === 4 && !isDottedQuad(name)) return refuse('is an address in an unusual spelling');
    return { ok: true, hostname, port };
  }
  if (metadataNames.has(name)) return refuse('is a metadata service');
  const labels = name.split('.');
  const last = labels.at(-1) ?? '';
  const sound =
    name.length <= 253 && labels.every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label));
  // A name cannot end in a number (it would be an address), and no top-level domain has one letter: half-typed.
  if (!sound || /^(?:\d+|0x[0-9a-f]*)$/.test(last) || (labels.length > 1 && last.length < 2)) {
    return refuse('is not a host name');
  }
  return { ok: true, hostname, port };
}

/** `[::1]:5000` → `[::1]` and `5000`; the port is empty where there is none. */
export function splitHost(host: string): { hostname: string; port: string } {
  const colon = host.indexOf(':', host.startsWith('[') ? host.indexOf(']') + 1 : 0);
  return colon === -1
    ? { hostname: host, port: '' }
    : { hostname: host.slice(0, colon), port: host.slice(colon + 1) };
}

/** Plain http for loopback names and for hosts the user lists; https for everything else, and never a second try. */
export function schemeOf(host: string, insecure: boolean): 'http' | 'https' {
  return insecure || isLoopbackHost(splitHost(host).hostname) ? 'http' : 'https';
}

/** Lower case, without brackets and without the root's dot. */
function plain(hostname: string): string {
  const name = hostname.toLowerCase().replace(/^\[|\]$/g, '');
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
