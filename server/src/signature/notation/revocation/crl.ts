import {
  type Certificate,
  type Extension,
  extensionOids,
  extensionsIn,
  keyUsages,
  same,
} from '../x509/certificate.ts';
import { contextTag, Der, DerError, tags } from '../x509/der.ts';
import { isSigned } from '../x509/signed-by.ts';
import { refuseCritical } from './critical.ts';
import { Useless } from './finding.ts';
import { type DistributionPoint, distributionPoints, hexOf, namesIn } from './pointers.ts';

/** Bytes; notation reads no larger ones, and the largest in the wild have half of it. */
const maxCrl = 32 * 1024 * 1024;

/** A revocation list (RFC 5280, 5) that its issuer signed. Its entries stay bytes. */
export interface Crl {
  /** Milliseconds since the epoch. */
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  readonly number: bigint | undefined;
  /** Of a delta: the number of the list that it adds to. */
  readonly base: bigint | undefined;
  readonly scope: Scope;
  /** Where deltas to it are. */
  readonly freshest: readonly DistributionPoint[] | undefined;
  /** What `findEntries` looks through. */
  readonly entries: Uint8Array;
}

/** `issuingDistributionPoint`: of what the list is. */
export interface Scope {
  readonly bytes: Uint8Array | undefined;
  /** The names of its place (GeneralName, DER), hexadecimal; none: any place. */
  readonly names: ReadonlySet<string>;
  readonly only: 'users' | 'authorities' | undefined;
  /** Only what was revoked for certain reasons is listed. */
  readonly partial: boolean;
}

const oids = {
  crlNumber: '2.5.29.20',
  deltaIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
} as const;

const understood: ReadonlySet<string> = new Set([
  oids.crlNumber,
  oids.deltaIndicator,
  oids.issuingDistributionPoint,
  extensionOids.authorityKeyIdentifier,
  extensionOids.freshestCrl,
]);

/** Reads a list and holds it against its issuer's key; how fresh it is is not looked at. @throws DerError, Useless */
export function readCrl(bytes: Uint8Array, issuer: Certificate): Crl {
  if (bytes.byteLength > maxCrl) throw new Useless('it is too large');
  const [tbs, algorithm, signature, ...others] = Der.read(bytes).as(tags.sequence).children(4);
  if (!tbs || !algorithm || !signature || others.length > 0) throw new DerError('no revocation list');
  const [version, inner, name, thisUpdate, ...rest] = tbs.as(tags.sequence).children(7);
  if (!version || !inner || !name || !thisUpdate || version.small() !== 1) {
    throw new DerError('no revocation list of version 2');
  }
  if (!same(inner.bytes, algorithm.bytes)) throw new DerError('two signature algorithms');
  if (!same(name.bytes, issuer.subject.bytes)) throw new Useless('it is of another authority');
  if (!issuer.keyUsage?.bits.has(keyUsages.cRLSign))
    throw new Useless('its authority may not sign revocation lists');
  if (!isSigned(tbs.bytes, signature.bits(), algorithm, issuer.node.publicKey)) {
    throw new Useless('its signature does not hold');
  }
  const isTime = rest[0]?.tag === tags.utcTime || rest[0]?.tag === tags.generalizedTime;
  const nextUpdate = isTime ? rest.shift()!.time() : undefined;
  const entries = rest[0]?.tag === tags.sequence ? rest.shift()!.value : new Uint8Array();
  const wrapped = rest.shift()?.as(contextTag(0));
  if (rest.length > 0) throw new DerError('no revocation list');
  const extensions = wrapped ? extensionsIn(wrapped.only()) : new Map<string, Extension>();
  refuseCritical(extensions, understood);
  const integer = (oid: string) => {
    const extension = extensions.get(oid);
    return extension && Der.read(extension.value).integer();
  };
  return {
    thisUpdate: thisUpdate.time(),
    nextUpdate,
    number: integer(oids.crlNumber),
    base: integer(oids.deltaIndicator),
    scope: readScope(extensions.get(oids.issuingDistributionPoint)),
    freshest: distributionPoints(extensions.get(extensionOids.freshestCrl)),
    entries,
  };
}

function readScope(extension: Extension | undefined): Scope {
  if (!extension) return { bytes: undefined, names: new Set(), only: undefined, partial: false };
  const members = Der.read(extension.value).as(tags.sequence).children(6);
  const place = members[0]?.tag === contextTag(0) ? members.shift() : undefined;
  const flags = new Set<number>();
  let partial = false;
  for (const { tag, value } of members) {
    const number = tag & 0x1f;
    if (tag !== contextTag(number, false) || number < 1 || number > 5) throw new DerError('no scope');
    if (number === someReasons) {
      partial = true;
      continue;
    }
    // FALSE is the default and may not be written; it is taken for what it means.
    if (value.length !== 1) throw new DerError('no scope');
    if (value[0] !== 0) flags.add(number);
  }
  if (flags.has(indirect)) throw new Useless('it was not signed by the authority that it is of');
  if (flags.has(attributes)) throw new Useless('it is not of certificates of this kind');
  if (flags.has(users) && flags.has(authorities)) throw new DerError('no scope');
  const names = namesIn(place);
  if (place && names.length === 0) throw new Useless('it is of a place with an unknown kind of name');
  return {
    bytes: extension.value,
    names: new Set(names.map(hexOf)),
    only: flags.has(users) ? 'users' : flags.has(authorities) ? 'authorities' : undefined,
    partial,
  };
}

/** Members of `IssuingDistributionPoint` by their tag. */
const users = 1;
const authorities = 2;
const someReasons = 3;
const indirect = 4;
const attributes = 5;
