import type { Checks } from '../../checks.ts';
import { broken, Problem, unchecked, unproven } from '../../problem.ts';
import type { NotationTrust, NotationVerificationRequest, RevocationQuestion } from '../../verification.ts';
import { skew } from '../revocation/finding.ts';
import { checkRevocation } from '../revocation/revocation.ts';
import type { Certificate } from '../x509/certificate.ts';
import { formatName } from '../x509/name.ts';
import { enforce } from './enforce.ts';
import type { Envelope } from './envelope.ts';
import { checkTimestamp } from './timestamp.ts';

export interface TimeOutcome {
  /** Not later than this it was made: a timestamp authority vouches for it. */
  readonly provedAt?: number;
  /** When it was made, says that authority. */
  readonly timestamp?: number;
  readonly wanted: readonly RevocationQuestion[];
}

/**
 * Was every certificate valid when it was signed? By the signing authority's word, by a timestamp where the policy names a
 * `tsa` store, or else now (trust-store-trust-policy.md, Authentic timestamp).
 */
export function checkTime(
  envelope: Envelope,
  chain: readonly Certificate[],
  trust: NotationTrust,
  request: Pick<NotationVerificationRequest, 'now' | 'answers'>,
  checks: Checks,
): TimeOutcome {
  const { authenticTimestamp } = trust.enforcement;
  if (authenticTimestamp === 'skip') return { wanted: [] };
  try {
    return look(envelope, chain, trust, request, checks);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    enforce(authenticTimestamp, error, checks);
    return { wanted: [] };
  }
}

function look(
  { scheme, authenticSigningTime, timestamp, signature }: Envelope,
  chain: readonly Certificate[],
  { usesTimestamps, verifyTimestamp, anchors, enforcement }: NotationTrust,
  request: Pick<NotationVerificationRequest, 'now' | 'answers'>,
  checks: Checks,
): TimeOutcome {
  if (scheme === 'notary.x509.signingAuthority') {
    const at = authenticSigningTime ?? Number.NaN;
    checkValidAt(chain, at, at);
    checks.pass('time', 'notation-authority-time', iso(at));
    // It proves nothing against a revocation: whoever has stolen the authority's key writes what time they like.
    return { wanted: [] };
  }
  const { now } = request;
  const invalid = chain.find(({ notBefore, notAfter }) => now < notBefore || now > notAfter);
  if (
    !usesTimestamps ||
    (verifyTimestamp === 'afterCertExpiry' && !chain.some(({ notAfter }) => now > notAfter))
  ) {
    if (!invalid) {
      checks.pass('time', 'notation-certificates-valid');
      return { wanted: [] };
    }
    const name = formatName(invalid.subject);
    throw now < invalid.notBefore
      ? broken('time', 'notation-certificate-not-yet', name, iso(invalid.notBefore))
      : broken('time', 'notation-certificate-expired', name, iso(invalid.notAfter));
  }
  if (!timestamp) throw broken('time', 'notation-timestamp-missing');
  const stamp = checkTimestamp(timestamp, signature, anchors.tsa);
  checkValidAt(chain, stamp.at - stamp.accuracy, stamp.at + stamp.accuracy);
  if (stamp.at - stamp.accuracy > now + skew) throw unchecked('time', 'timestamp-future', iso(stamp.at));
  // Whether the authority was revoked is asked whatever the policy says of signers.
  // No time excuses it: whoever has stolen its key writes what time they like.
  const revocation = checkRevocation(stamp.chain, { now, answers: request.answers });
  const { id, args } = revocation.detail;
  if (revocation.state === 'revoked') throw unproven('time', id, ...args);
  if (revocation.state === 'unknown') {
    enforce(enforcement.authenticTimestamp, unchecked('time', id, ...args), checks);
    return { wanted: revocation.wanted };
  }
  checks.pass('time', 'time-timestamp', iso(stamp.at));
  return { provedAt: stamp.at + stamp.accuracy, timestamp: stamp.at, wanted: revocation.wanted };
}

/** @throws Problem */
function checkValidAt(chain: readonly Certificate[], earliest: number, latest: number): void {
  const outside = chain.find(({ notBefore, notAfter }) => !(earliest >= notBefore && latest <= notAfter));
  if (!outside) return;
  throw broken('time', 'notation-signed-outside', formatName(outside.subject), iso(earliest));
}

function iso(at: number): string {
  return Number.isNaN(at) ? '' : new Date(at).toISOString().replace('.000', '');
}
