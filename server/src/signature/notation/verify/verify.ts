import { Checks } from '../../checks.ts';
import { broken, remarked, unchecked, unproven } from '../../problem.ts';
import type { X509Signer } from '../../report.ts';
import type {
  NotationTrust,
  NotationVerificationRequest,
  TrustAnchor,
  Verification,
} from '../../verification.ts';
import { checkRevocation } from '../revocation/revocation.ts';
import { type Certificate, same } from '../x509/certificate.ts';
import { formatName } from '../x509/name.ts';
import { algorithmOf, checkSignature, describeKey } from './algorithm.ts';
import { checkSigningChain, readChain } from './chain.ts';
import { enforce } from './enforce.ts';
import { type Envelope, payloadType } from './envelope.ts';
import { readPayload, type SignedArtifact } from './payload.ts';
import { readEnvelope } from './read-envelope.ts';
import { checkTime } from './time.ts';

/**
 * Verifies one signature of the Notary Project (signature-specification.md; trust-store-trust-policy.md, Signature
 * Evaluation; docs/verification.md has the rules). Synchronous, without I/O: what others have to be asked is in `wanted`, and
 * the request is to be made again with their answers. Damage is a check that does not hold.
 */
export function verifyNotation(request: NotationVerificationRequest): Verification {
  const { record, bytes, trust } = request;
  const checks = new Checks();
  const about = { kind: record.kind, annotations: {} };
  const envelope = checks.attempt(() => readEnvelope(record.mediaType, bytes));
  if (!envelope) return { ...about, integrity: checks.integrity, checks: checks.all };
  const { algorithm, scheme, expiry, agent } = envelope;
  checks.pass('format', 'notation-format', envelope.format.toUpperCase(), scheme);
  if (envelope.unusualChain) checks.remark('notation-refuses-chain');
  const signedAt = envelope.signingTime ?? envelope.authenticSigningTime;
  const notation = {
    format: envelope.format,
    scheme,
    algorithm,
    ...(signedAt !== undefined && { signedAt }),
    ...(expiry !== undefined && { expiresAt: expiry }),
    ...(agent !== undefined && { agent }),
  };
  const chain = checks.attempt(() => readChain(envelope.chain));
  const artifact = checks.attempt(() => readArtifact(envelope));
  if (artifact) checks.attempt(() => checkSubject(artifact, request, checks));
  if (!chain) return { ...about, notation, integrity: checks.integrity, checks: checks.all };
  checks.attempt(() => checkSignatureOf(envelope, chain, checks));
  checks.attempt(() => checkSigningChain(chain));
  const anchor = checks.integrity === 'broken' ? undefined : checkAnchor(envelope, chain, trust, checks);
  checkExpiry(envelope, request, checks);
  const facts: Verification = {
    kind: record.kind,
    annotations: artifact?.annotations ?? {},
    notation,
    signer: signerOf(chain, anchor),
    integrity: checks.integrity,
    checks: checks.all,
  };
  // Of whom nobody trusts nothing else needs to be known, and nobody is asked.
  if (!trust || !anchor) return facts;
  const time = checkTime(envelope, chain, trust, request, checks);
  if (envelope.plugin !== undefined) checks.fail(unchecked('format', 'notation-plugin', envelope.plugin));
  // What fails already needs no answers.
  const decided = checks.integrity === 'broken' || checks.integrity === 'unproven';
  const wanted = decided ? [] : checkRevoked(chain, trust, request, time.provedAt, checks);
  return {
    ...facts,
    ...(time.timestamp !== undefined && { time: { at: time.timestamp, source: 'timestamp' } }),
    integrity: checks.integrity,
    checks: checks.all,
    wanted: decided ? [] : [...time.wanted, ...wanted],
  };
}

function readArtifact(envelope: Envelope): SignedArtifact {
  if (envelope.payloadType !== payloadType) {
    throw broken('format', 'notation-payload-type', envelope.payloadType);
  }
  return readPayload(envelope.payload);
}

/** Media type, digest and size, all of them: the descriptor is what was signed. */
function checkSubject(
  artifact: SignedArtifact,
  { subject }: NotationVerificationRequest,
  checks: Checks,
): void {
  const { digest, mediaType, size } = subject;
  if (artifact.digest !== digest) throw broken('subject', 'subject-other', artifact.digest);
  if (artifact.mediaType !== mediaType) {
    throw broken('subject', 'notation-subject-other', 'mediaType', artifact.mediaType, mediaType);
  }
  if (artifact.size !== size) {
    throw broken('subject', 'notation-subject-other', 'size', `${artifact.size}`, `${size}`);
  }
  checks.pass('subject', 'subject-same');
}

function checkSignatureOf(
  { format, algorithm, signed, signature }: Envelope,
  [leaf]: readonly Certificate[],
  checks: Checks,
): void {
  const key = leaf!.node.publicKey;
  if (algorithmOf(key) !== algorithm) {
    throw broken('signature', 'notation-algorithm', algorithm, describeKey(key));
  }
  const outcome = checkSignature(algorithm, key, signed, signature);
  if (outcome === 'salt') {
    const problem = broken('signature', 'notation-salt');
    throw format === 'jws' ? remarked(problem, 'notation-tolerates') : problem;
  }
  if (outcome === 'wrong') throw broken('signature', 'signature-wrong-certificate');
  checks.pass('signature', 'signature-certificate');
}

/** Any certificate of the chain may be the one that is trusted, byte for byte. */
function checkAnchor(
  { scheme }: Envelope,
  chain: readonly Certificate[],
  trust: NotationTrust | undefined,
  checks: Checks,
): TrustAnchor | undefined {
  if (!trust) {
    checks.pass('certificate', 'notation-chain-sound');
    checks.fail(unchecked('signer', 'notation-no-policy'));
    return undefined;
  }
  const type = scheme === 'notary.x509' ? 'ca' : 'signingAuthority';
  const anchors = trust.anchors[type];
  const anchor = anchors.find(({ der }) => chain.some((certificate) => same(certificate.der, der)));
  if (anchor) {
    checks.pass('certificate', 'notation-chain-holds', anchor.store);
    return anchor;
  }
  if (trust.enforcement.authenticity === 'log') checks.remark('notation-logged-authenticity');
  const stores = [...new Set(anchors.map(({ store }) => store))].join(', ');
  checks.fail(
    stores === ''
      ? unproven('certificate', 'notation-no-store-for-scheme', type)
      : unproven('certificate', 'notation-chain-stranger', stores),
  );
  return undefined;
}

/** Of a signature that nobody trusts it is true, too. */
function checkExpiry(
  { expiry }: Envelope,
  { now, trust }: NotationVerificationRequest,
  checks: Checks,
): void {
  if (expiry === undefined) return;
  const at = new Date(expiry).toISOString();
  if (now < expiry) checks.pass('expiry', 'notation-expires', at);
  else enforce(trust?.enforcement.expiry ?? 'enforce', broken('expiry', 'notation-expired', at), checks);
}

function checkRevoked(
  chain: readonly Certificate[],
  { enforcement }: NotationTrust,
  { now, answers }: NotationVerificationRequest,
  signedAt: number | undefined,
  checks: Checks,
) {
  if (enforcement.revocation === 'skip') {
    checks.pass('revocation', 'revocation-skipped');
    return [];
  }
  const result = checkRevocation(chain, { now, answers, ...(signedAt !== undefined && { signedAt }) });
  const { id, args } = result.detail;
  if (result.state === 'revoked')
    enforce(enforcement.revocation, unproven('revocation', id, ...args), checks);
  else if (result.state === 'unknown')
    enforce(enforcement.revocation, unchecked('revocation', id, ...args), checks);
  else checks.pass('revocation', id, ...args);
  return result.wanted;
}

function signerOf(chain: readonly Certificate[], anchor: TrustAnchor | undefined): X509Signer {
  const [leaf] = chain;
  const root = chain.at(-1)!;
  return {
    type: 'x509',
    subject: formatName(leaf!.subject),
    root: formatName(root.subject),
    fingerprint: leaf!.fingerprint,
    rootFingerprint: root.fingerprint,
    ...(anchor && { store: anchor.store }),
  };
}
