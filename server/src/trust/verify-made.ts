import * as l10n from '@vscode/l10n';
import { sha256 } from '../image/digest.ts';
import type { MadeSignature } from '../signature/cosign/sign/make.ts';
import type { Subject } from '../signature/place.ts';
import type { SignatureRecord, SignatureReport } from '../signature/report.ts';
import { SigningError, type SigningWorld, type SignRequest } from '../signature/signing.ts';
import type { PublicKey } from '../signature/verification.ts';
import { loadVerifier } from './load-verifier.ts';
import { nobodySaid, type TrustPolicy } from './policy.ts';

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
): Promise<Expected> {
  const { layout, mediaType, bytes, annotations, manifest = new Uint8Array() } = made;
  const record: SignatureRecord = {
    layout,
    kind: request.attestation ? 'attestation' : 'signature',
    manifestDigest: sha256(manifest),
    mediaType,
    digest: sha256(bytes),
    size: bytes.byteLength,
    annotations,
  };
  const first = policyOf(request);
  const report = await judgeSignature(record, bytes, subject, request, world, first);
  if (first.rule !== undefined) {
    if (report.verdict !== 'trusted') throw notVerified(report);
    return { policy: first };
  }
  const { signer } = report;
  if (!report.verified || signer?.type !== 'certificate') throw notVerified(report);
  const identities = [{ issuer: signer.issuer, subject: signer.subject }];
  return { policy: { ...first, rule: itself(), identities, annotations: annotationsOf(request) } };
}

/** What a signature found in the registry is worth. */
export async function judgeSignature(
  record: SignatureRecord,
  bytes: Uint8Array,
  { digest }: Pick<Subject, 'digest'>,
  { name }: SignRequest,
  { roots }: SigningWorld,
  policy: TrustPolicy,
): Promise<SignatureReport> {
  const { judge } = await loadVerifier();
  return judge({ record, bytes, subject: { digest }, repository: name, roots }, policy);
}

/** The first thing that does not hold. */
export function notVerified({ checks }: SignatureReport): SigningError {
  const check = checks.find(({ ok }) => !ok)?.detail;
  return new SigningError({ code: 'not-verified', ...(check && { check }) });
}

/** Of a certificate's holder nothing is known before the certificate has been verified. */
function policyOf(request: SignRequest): TrustPolicy {
  const { signer, services } = request;
  const requirements = {
    log: services.logs.length > 0 ? 'required' : signer.type === 'key' ? 'default' : 'waived',
    signedTimestamps: services.timestampAuthorities.length > 0,
  } as const;
  if (signer.type === 'keyless') return { ...nobodySaid, id: 'signing', requirements };
  const { publicKeyDer: der, fingerprint } = signer.key;
  const keys: PublicKey[] = [{ der, fingerprint, name: fingerprint }];
  const annotations = annotationsOf(request);
  return { ...nobodySaid, id: 'signing', rule: itself(), keys, annotations, requirements };
}

function annotationsOf({ attestation, annotations }: SignRequest): Readonly<Record<string, string>> {
  return attestation ? {} : annotations;
}

function itself(): string {
  return l10n.t('the signing itself');
}
