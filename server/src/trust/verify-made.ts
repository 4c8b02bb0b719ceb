import { sha256 } from '../image/digest.ts';
import type { MadeSignature } from '../signature/made.ts';
import type { Subject } from '../signature/place.ts';
import type { SignatureRecord, SignatureReport } from '../signature/report.ts';
import { SigningError, type SigningWorld, type SignRequest } from '../signature/signing.ts';
import { loadVerifier } from './load-verifier.ts';
import { askAndJudge } from './notation/ask-and-judge.ts';
import { annotationsOf, itself } from './own-policy.ts';
import type { TrustPolicy } from './policy.ts';

/** What has to be found in the registry. */
export interface Expected {
  /** Trusts nobody but whoever has just signed, and asks for all that was asked for. */
  readonly policy: TrustPolicy;
}

/**
 * Verifies a signature that nobody has seen yet, so that none is pushed that does not hold.
 * @throws SigningError `not-verified`
 */
export async function verifyMade(
  made: MadeSignature,
  subject: Subject,
  request: SignRequest,
  world: SigningWorld,
  policy: TrustPolicy,
): Promise<Expected> {
  const { layout, mediaType, bytes, annotations, manifest = new Uint8Array() } = made;
  const record: SignatureRecord = {
    layout,
    kind: request.tool === 'cosign' && request.attestation ? 'attestation' : 'signature',
    manifestDigest: sha256(manifest),
    mediaType,
    digest: sha256(bytes),
    size: bytes.byteLength,
    annotations,
  };
  const report = await judgeSignature(record, bytes, subject, request, world, policy);
  if (policy.rule !== undefined) {
    if (report.verdict !== 'trusted') throw notVerified(report);
    return { policy };
  }
  const { signer } = report;
  if (!report.verified || signer?.type !== 'certificate' || request.tool !== 'cosign')
    throw notVerified(report);
  const identities = [{ issuer: signer.issuer, subject: signer.subject }];
  return { policy: { ...policy, rule: itself(), identities, annotations: annotationsOf(request) } };
}

/** What a signature is worth under a policy of ours. */
export async function judgeSignature(
  record: SignatureRecord,
  bytes: Uint8Array,
  subject: Subject,
  request: SignRequest,
  world: SigningWorld,
  policy: TrustPolicy,
): Promise<SignatureReport> {
  const { name: repository } = request;
  if (request.tool === 'notation')
    return await judgeNotation(record, bytes, subject, repository, world, policy);
  const { judge } = await loadVerifier();
  return judge(
    { record, bytes, subject: { digest: subject.digest }, repository, roots: world.roots },
    policy,
  );
}

/** The certificates of a timestamp authority may have been revoked, and that is asked for whatever the policy says. */
async function judgeNotation(
  record: SignatureRecord,
  bytes: Uint8Array,
  subject: Subject,
  repository: SignRequest['name'],
  { clock, revocation, signal }: SigningWorld,
  policy: TrustPolicy,
): Promise<SignatureReport> {
  const { registry } = repository;
  const request = { record, bytes, subject, repository, now: clock.now() };
  const { report } = await askAndJudge(request, policy, {
    ask: (wanted) => revocation?.ask(wanted, { registry, signal }),
    otherwise: { problem: 'nobody may be asked now' },
  });
  return withoutPolicy(report);
}

/** The policy and its stores are ours, and of no interest to anybody. */
function withoutPolicy(report: SignatureReport): SignatureReport {
  const { signer, notation } = report;
  if (signer?.type !== 'x509' || !notation) return report;
  const { store: _, ...claimed } = signer;
  const { statement: __, ...facts } = notation;
  return { ...report, signer: claimed, notation: facts };
}

/** The first thing that does not hold. */
export function notVerified({ checks }: SignatureReport): SigningError {
  const check = checks.find(({ ok }) => !ok)?.detail;
  return new SigningError({ code: 'not-verified', ...(check && { check }) });
}
