import { type Certificate, extensionOids, same } from '../x509/certificate.ts';
import { type Crl, readCrl } from './crl.ts';
import { type Entry, findEntries } from './crl-entries.ts';
import {
  askInTurn,
  counts,
  expired,
  type Finding,
  finding,
  freshness,
  type RevocationContext,
  revoked,
  Useless,
} from './finding.ts';
import { type DistributionPoint, distributionPoints, questionOf } from './pointers.ts';

/**
 * Looks a certificate up in the revocation lists that it names. One list that says it is revoked is enough; that it is not,
 * every place must say that can be asked, and one of them for all reasons. @throws DerError when it names them illegibly
 */
export function checkByCrl(
  certificate: Certificate,
  issuer: Certificate,
  context: RevocationContext,
): Finding {
  const points = distributionPoints(certificate.extensions.get(extensionOids.crlDistributionPoints)) ?? [];
  const asked = points.filter(({ addresses, indirect }) => addresses.length > 0 && !indirect);
  if (!asked.some(({ partial }) => !partial)) return finding('unknown', 'revocation-no-address', certificate);
  const found = asked.map((point) => lookAt(point, certificate, issuer, context));
  const wanted = found.flatMap((each) => (each.state === 'pending' ? each.wanted : []));
  return (
    found.find(({ state }) => state === 'revoked') ??
    (wanted.length > 0 ? { state: 'pending', wanted } : undefined) ??
    found.find(({ state }) => state === 'unknown') ?? {
      // The one for all reasons is among them; it is as old as the oldest.
      state: 'good',
      asOf: Math.min(...found.map((each) => (each.state === 'good' ? each.asOf : context.now))),
    }
  );
}

function lookAt(
  point: DistributionPoint,
  certificate: Certificate,
  issuer: Certificate,
  context: RevocationContext,
): Finding {
  const questions = point.addresses.map((url) => questionOf('crl', url));
  return askInTurn(certificate, questions, context.answers, (bytes) => {
    const crl = readCrl(bytes, issuer);
    if (crl.base !== undefined) throw new Useless('it holds changes alone');
    checkScope(crl, point, certificate);
    const age = freshness(crl, context.now);
    const entry = entryOf(crl, certificate);
    if (entry?.removed) throw new Useless('it lists the certificate as not revoked');
    const counted = entry && counts(entry, context) ? entry : undefined;
    // What was revoked for good stays so, however old the list is.
    if (counted && !counted.held) return revoked(certificate, counted);
    if (age === 'stale') throw expired(crl.nextUpdate);
    const delta = lookAtDelta(crl, certificate, issuer, context);
    if (delta && delta.state !== 'good') return delta;
    // A delta that names the certificate has the last word over a suspension.
    if (counted && !delta?.named) return revoked(certificate, counted);
    // Whether it was revoked for another reason this list does not say.
    if (crl.scope.partial && !point.partial) throw new Useless('it is not for all reasons');
    return { state: 'good', asOf: crl.thisUpdate };
  });
}

/** A list of another place, or of other certificates, is of no use, though its signature holds (RFC 5280, 6.3.3). */
function checkScope({ scope }: Crl, point: DistributionPoint, { basicConstraints }: Certificate): void {
  if (scope.names.size > 0 && ![...scope.names].some((name) => point.names.has(name))) {
    throw new Useless('it is the list of another place');
  }
  if (scope.only !== undefined && scope.only !== (basicConstraints?.ca ? 'authorities' : 'users')) {
    throw new Useless('it is not of certificates of this kind');
  }
}

/** The one entry of the certificate. @throws Useless */
function entryOf(crl: Crl, { serial }: Certificate): Entry | undefined {
  const entries = findEntries(crl.entries, serial);
  if (entries.length > 1) throw new Useless('it lists the certificate twice');
  return entries[0];
}

type DeltaFinding =
  | Exclude<Finding, { state: 'good' }>
  | { readonly state: 'good'; readonly asOf: number; readonly named: boolean };

/** What has changed since; `undefined` where no delta is kept. Where one is, it has to be looked at. */
function lookAtDelta(
  base: Crl,
  certificate: Certificate,
  issuer: Certificate,
  context: RevocationContext,
): DeltaFinding | undefined {
  const named = distributionPoints(certificate.extensions.get(extensionOids.freshestCrl));
  const points = [...(named ?? []), ...(base.freshest ?? [])];
  if (points.length === 0) return undefined;
  const addresses = [
    ...new Set(points.filter(({ indirect }) => !indirect).flatMap((point) => point.addresses)),
  ];
  let listed = false;
  const found = askInTurn(
    certificate,
    addresses.slice(0, 2).map((url) => questionOf('crl', url)),
    context.answers,
    (bytes) => {
      const delta = readCrl(bytes, issuer);
      checkDelta(delta, base, context.now);
      const entry = delta.number! > base.number! ? entryOf(delta, certificate) : undefined;
      if (entry && !entry.removed && counts(entry, context)) return revoked(certificate, entry);
      listed = entry !== undefined;
      return { state: 'good', asOf: delta.thisUpdate };
    },
  );
  return found.state === 'good' ? { ...found, named: listed } : found;
}

/** RFC 5280, 5.2.4: of the same scope, and from a base that the list at hand has reached. One that is no newer than it adds nothing. */
function checkDelta(delta: Crl, base: Crl, now: number): void {
  if (delta.base === undefined || delta.number === undefined) throw new Useless('it holds more than changes');
  if (base.number === undefined || delta.base > base.number)
    throw new Useless('its changes are of a newer list');
  const [one, other] = [delta.scope.bytes, base.scope.bytes];
  if (one === undefined || other === undefined ? one !== other : !same(one, other)) {
    throw new Useless('its changes are of another list');
  }
  if (freshness(delta, now) === 'stale') throw expired(delta.nextUpdate);
}
