import type { Detail } from '../../detail.ts';
import type { RevocationQuestion } from '../../verification.ts';
import { type Certificate, extensionOids } from '../x509/certificate.ts';
import { DerError } from '../x509/der.ts';
import { formatName } from '../x509/name.ts';
import { checkByCrl } from './by-crl.ts';
import { checkByOcsp } from './by-ocsp.ts';
import { type Finding, finding, iso, type RevocationContext } from './finding.ts';
import { distributionPoints, ocspAddresses } from './pointers.ts';

export interface RevocationResult {
  /**
   * Of the whole chain. `not-revocable`: no certificate says whom to ask. `good`: everybody who can be asked says it was not
   * revoked, and proves it. `revoked`: provably so. `unknown`: somebody did not answer, or in a way that proves nothing, or
   * was not asked yet.
   */
  readonly state: 'not-revocable' | 'good' | 'revoked' | 'unknown';
  /** With answers to these it may be another; empty when nothing that could be asked would change it. */
  readonly wanted: readonly RevocationQuestion[];
  /** The sentence for `state`. */
  readonly detail: Detail;
}

/**
 * Were certificates revoked (trust-store-trust-policy.md, Certificate Revocation Evaluation)? `chain` is a checked one, leaf
 * first; its last certificate vouches for itself and is not asked about. OCSP comes first, revocation lists where it cannot
 * say. Synchronous: whoever can ask, asks what is `wanted` and calls again with all answers so far, until nothing is wanted;
 * each address is wanted once, so that takes a dozen rounds at most and three in practice. Never throws for what
 * certificates or answers hold.
 */
export function checkRevocation(chain: readonly Certificate[], context: RevocationContext): RevocationResult {
  const found = chain.slice(0, -1).flatMap((certificate, index) => {
    const each = check(certificate, chain[index + 1]!, context);
    return each ? [{ certificate, ...each }] : [];
  });
  if (found.length === 0)
    return { state: 'not-revocable', wanted: [], detail: { id: 'revocation-not-revocable', args: [] } };
  const revoked = found.find(({ state }) => state === 'revoked');
  if (revoked?.state === 'revoked') return { state: 'revoked', wanted: [], detail: revoked.detail };
  const wanted = new Map<string, RevocationQuestion>();
  for (const each of found) {
    if (each.state === 'pending') for (const question of each.wanted) wanted.set(question.key, question);
  }
  const questions = [...wanted.values()];
  const open =
    found.find(({ state }) => state === 'unknown') ?? found.find(({ state }) => state === 'pending');
  if (open?.state === 'unknown') return { state: 'unknown', wanted: questions, detail: open.detail };
  if (open) {
    const detail: Detail = { id: 'revocation-not-asked', args: [formatName(open.certificate.subject)] };
    return { state: 'unknown', wanted: questions, detail };
  }
  const asOf = Math.min(...found.map((each) => (each.state === 'good' ? each.asOf : context.now)));
  return { state: 'good', wanted: [], detail: { id: 'revocation-good', args: [iso(asOf)] } };
}

/** `undefined` when the certificate says of nobody that he could be asked. */
function check(
  certificate: Certificate,
  issuer: Certificate,
  context: RevocationContext,
): Finding | undefined {
  try {
    const responders = ocspAddresses(certificate);
    const points = distributionPoints(certificate.extensions.get(extensionOids.crlDistributionPoints));
    if (!responders && !points?.length) return undefined;
    const byOcsp = responders && checkByOcsp(certificate, issuer, context);
    if (byOcsp && (byOcsp.state !== 'unknown' || !points?.length)) return byOcsp;
    return checkByCrl(certificate, issuer, context);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return finding('unknown', 'revocation-no-address', certificate);
  }
}
