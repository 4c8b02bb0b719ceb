import { type Certificate, extensionOids } from '../x509/certificate.ts';
import { checkByCrl } from './by-crl.ts';
import {
  askInTurn,
  counts,
  expired,
  type Finding,
  freshness,
  type RevocationContext,
  revoked,
  Useless,
} from './finding.ts';
import { ocspNoCheck, ocspRequest, readOcspResponse } from './ocsp.ts';
import { distributionPoints, ocspAddresses, questionOf } from './pointers.ts';

/** Asks the responders that a certificate names. @throws DerError when it names them illegibly */
export function checkByOcsp(
  certificate: Certificate,
  issuer: Certificate,
  context: RevocationContext,
): Finding {
  const body = ocspRequest(certificate, issuer);
  const questions = (ocspAddresses(certificate) ?? []).map((url) => questionOf('ocsp', url, body));
  return askInTurn(certificate, questions, context.answers, (bytes) =>
    judge(bytes, certificate, issuer, context),
  );
}

function judge(
  bytes: Uint8Array,
  certificate: Certificate,
  issuer: Certificate,
  context: RevocationContext,
): Finding {
  const statement = readOcspResponse(bytes, certificate, issuer, context.now);
  const { status, revocation, thisUpdate, nextUpdate, responder } = statement;
  const age = freshness(statement, context.now);
  const standing = responder && standingOf(responder, issuer, context);
  if (standing?.state === 'pending') return standing;
  if (standing && standing.state !== 'good')
    throw new Useless('nobody can say that its responder was not revoked itself');
  // What was revoked for good stays so, however old the news is.
  if (revocation && counts(revocation, context) && (age === 'fresh' || !revocation.held)) {
    return revoked(certificate, revocation);
  }
  if (age === 'stale') throw expired(nextUpdate);
  if (status === 'unknown') throw new Useless('it does not know the certificate');
  return { state: 'good', asOf: thisUpdate };
}

/** Was the responder revoked itself? Its issuer may spare us the question; else revocation lists alone can tell (RFC 6960, 4.2.2.2.1). */
function standingOf(
  responder: Certificate,
  issuer: Certificate,
  { now, answers }: RevocationContext,
): Finding {
  if (responder.extensions.has(ocspNoCheck)) return { state: 'good', asOf: now };
  const points = distributionPoints(responder.extensions.get(extensionOids.crlDistributionPoints));
  if (!points && !ocspAddresses(responder)) return { state: 'good', asOf: now };
  return checkByCrl(responder, issuer, { now, answers });
}
