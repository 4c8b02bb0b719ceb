import { canonicalName } from '../../../image/names.ts';
import { parseImageReference } from '../../../image/parse-reference.ts';
import { Checks } from '../../checks.ts';
import { broken } from '../../problem.ts';
import type { SignatureRecord } from '../../report.ts';
import type { Verification, VerificationRequest } from '../../verification.ts';
import { bundlePrefix, dsseEnvelope } from '../media-types.ts';
import { readBundle } from './bundle.ts';
import { isByOneOf, verifyKeyed } from './keyed.ts';
import { verifyKeyless } from './keyless.ts';
import { readLegacyAttestation, readSimpleSigning } from './legacy.ts';
import type { ClaimedSubject, Claims, SignedMaterial } from './material.ts';

/**
 * Verifies one Cosign signature or attestation of any layout (docs/verification.md has the rules). Synchronous, without
 * I/O, and never throws for what it is given: damage is a check that does not hold.
 */
export function verifyCosign(request: VerificationRequest): Verification {
  const { record, keys, roots, requirements } = request;
  const checks = new Checks();
  const material = checks.attempt(() => read(request));
  if (!material) return verification(record, checks, undefined);
  checks.pass('format', `format-${formatOf(record)}`);
  const subject = checks.attempt(() => checkSubject(material.claims, request));
  if (subject) checks.pass('subject', 'subject-same');
  remarkRepository(material.claims, request, checks);
  // Under a key that is trusted it does not matter which certificate travels along, as with cosign verify --key.
  const outcome =
    material.certificate && !isByOneOf(keys, material)
      ? verifyKeyless(material.certificate, material, roots, requirements, checks)
      : verifyKeyed(material, keys, roots, requirements, checks);
  return {
    ...verification(record, outcome.checks, material.claims),
    annotations: subject?.annotations ?? {},
    ...(outcome.signer && { signer: outcome.signer }),
    ...(outcome.time && { time: outcome.time }),
    ...(outcome.log && { log: outcome.log }),
    ...(outcome.instance !== undefined && { instance: outcome.instance }),
  };
}

function verification(
  record: SignatureRecord,
  checks: Checks,
  claims: Claims | undefined,
): Omit<Verification, 'signer'> {
  // What cannot be read is taken for what the registry calls it.
  const { kind, predicateType, facts } = claims ?? { ...record, facts: undefined };
  return {
    integrity: checks.integrity,
    kind,
    ...(predicateType !== undefined && { predicateType }),
    ...(facts && { facts }),
    annotations: {},
    checks: checks.all,
  };
}

/** How the blob is to be read: by its place and media type. */
function formatOf({ layout, mediaType, kind }: SignatureRecord): 'bundle' | 'legacy' | 'envelope' {
  if (mediaType.startsWith(bundlePrefix)) return 'bundle';
  switch (layout) {
    case 'legacy':
      return 'legacy';
    case 'legacy-attestation':
      return 'envelope';
    case 'oci11':
      return kind === 'attestation' || mediaType === dsseEnvelope ? 'envelope' : 'legacy';
    case 'referrer':
    case 'fallback-tag':
    case 'notation':
      return 'bundle';
  }
}

function read({ record, bytes, subject, artifact }: VerificationRequest): SignedMaterial {
  switch (formatOf(record)) {
    case 'bundle':
      return readBundle(bytes, { digest: subject.digest, ...(artifact && { bytes: artifact }) });
    case 'legacy':
      return readSimpleSigning(bytes, record.annotations);
    case 'envelope':
      return readLegacyAttestation(bytes, record.annotations);
  }
}

/** The subject that is this image. A message signature names none: its digest was compared when it was read. */
function checkSubject({ subjects }: Claims, { record, subject }: VerificationRequest): ClaimedSubject {
  const { foreignSubject } = record;
  if (foreignSubject !== undefined) {
    throw broken('subject', foreignSubject === '' ? 'subject-unnamed' : 'subject-listed', foreignSubject);
  }
  if (subjects === undefined) return { digests: [subject.digest], annotations: {} };
  const found = subjects.find(({ digests }) => digests.includes(subject.digest));
  if (found) return found;
  throw broken('subject', 'subject-other', subjects[0]?.digests[0] ?? '');
}

/** Signatures travel with images that are copied: another name is worth a remark and no more. */
function remarkRepository(claims: Claims, { repository }: VerificationRequest, checks: Checks): void {
  if (claims.repository === undefined || repository === undefined) return;
  const claimed = parseImageReference(claims.repository);
  const name = claimed.kind === 'reference' ? canonicalName(claimed) : claims.repository;
  if (name !== canonicalName(repository)) checks.pass('repository', 'repository-other', name);
}
