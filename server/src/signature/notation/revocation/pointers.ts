import { createHash } from 'node:crypto';
import type { RevocationQuestion } from '../../verification.ts';
import { type Certificate, type Extension, extensionOids } from '../x509/certificate.ts';
import { contextTag, Der, DerError, tags } from '../x509/der.ts';

/** Addresses that are asked one after the other; nobody needs more, and whoever wrote the certificate is a stranger. */
const maxAddresses = 2;
const maxPoints = 8;
const maxAddress = 2048;

const ocspMethod = '1.3.6.1.5.5.7.48.1';
const uri = contextTag(6, false);

/** Where a certificate says that its responder is: `undefined` when it names none; empty when none can be asked by HTTP. @throws DerError */
export function ocspAddresses({ extensions }: Certificate): readonly string[] | undefined {
  const extension = extensions.get(extensionOids.authorityInfoAccess);
  if (!extension) return undefined;
  const locations = Der.read(extension.value)
    .as(tags.sequence)
    .children()
    .flatMap((description) => {
      const [method, location, ...others] = description.as(tags.sequence).children(3);
      if (!method || !location || others.length > 0) throw new DerError('no access description');
      return method.oid() === ocspMethod ? [location] : [];
    });
  // A responder signs what it says, and those who sell certificates have it at http: alone.
  return locations.length === 0 ? undefined : usable(locations, ['http:']);
}

/** One place where a revocation list is kept, maybe at several addresses. */
export interface DistributionPoint {
  /** Every name that it has (GeneralName, DER), hexadecimal. */
  readonly names: ReadonlySet<string>;
  /** Those that can be fetched. */
  readonly addresses: readonly string[];
  /** The list holds what was revoked for certain reasons alone. */
  readonly partial: boolean;
  /** Somebody else than the certificate's issuer signs the list. */
  readonly indirect: boolean;
}

/** `CRLDistributionPoints`, of that extension or `freshestCRL`. `undefined` without the extension. @throws DerError */
export function distributionPoints(
  extension: Extension | undefined,
): readonly DistributionPoint[] | undefined {
  return extension && Der.read(extension.value).as(tags.sequence).children(maxPoints).map(readPoint);
}

function readPoint(point: Der): DistributionPoint {
  const members = point.as(tags.sequence).children(3);
  const member = (number: number, constructed?: boolean) =>
    members.find(({ tag }) => tag === contextTag(number, constructed));
  const names = namesIn(member(0));
  return {
    names: new Set(names.map(hexOf)),
    addresses: usable(names, ['http:', 'https:']),
    partial: member(1, false) !== undefined,
    indirect: member(2) !== undefined,
  };
}

/** The names of a `DistributionPointName` in its tag; relative ones are not understood and none. @throws DerError */
export function namesIn(tagged: Der | undefined): readonly Der[] {
  const name = tagged?.only();
  return name?.tag === contextTag(0) ? name.children() : [];
}

export function hexOf({ bytes }: Der): string {
  return Buffer.from(bytes).toString('hex');
}

function usable(names: readonly Der[], protocols: readonly string[]): readonly string[] {
  const addresses = names.flatMap(({ tag, value }) => {
    if (tag !== uri || value.length > maxAddress) return [];
    const text = Buffer.from(value).toString('latin1');
    const url = /^[!-~]+$/.test(text) && URL.canParse(text) ? new URL(text) : undefined;
    return url && protocols.includes(url.protocol) && url.username === '' && url.password === ''
      ? [text]
      : [];
  });
  return [...new Set(addresses)].slice(0, maxAddresses);
}

export function questionOf(kind: 'ocsp' | 'crl', url: string, body?: Uint8Array): RevocationQuestion {
  const hash = createHash('sha256').update(`${kind}\n${url}\n`);
  if (body) hash.update(body);
  return { key: `${kind}:${hash.digest('hex')}`, kind, url, ...(body && { body }) };
}
