import { cosignTag } from '../../../registry/signature-tags.ts';
import { type CosignSignRequest, SigningError, type SigningProblem } from '../../signing.ts';
import { isForVersion2 } from './witness.ts';

/**
 * Refuses what could only fail later, when something has been published already.
 * @throws SigningError
 */
export function checkRequest(request: CosignSignRequest): void {
  const problem = problemOf(request);
  if (problem) throw new SigningError(problem);
}

type Problem = Pick<SigningProblem, 'code'> & Partial<SigningProblem>;

function problemOf({
  format,
  subject,
  annotations,
  attestation,
  signer,
  services,
}: CosignSignRequest): Problem | undefined {
  const { fulcio, logs, timestampAuthorities } = services;
  if (attestation && Object.keys(annotations).length > 0) return { code: 'attestation-annotations' };
  if (signer.type === 'keyless') {
    if (fulcio === undefined) return { code: 'no-certificate-authority' };
    const isTimed = timestampAuthorities.length > 0 || logs.some(({ version }) => version === 1);
    if (!isTimed) return { code: 'no-time' };
  } else if (logs.some(({ version }) => version === 2) && !isForVersion2(signer.key.type)) {
    return { code: 'log-key-type', args: [signer.key.type] };
  }
  if (format !== 'legacy') return undefined;
  if (cosignTag(subject.digest, attestation ? 'att' : 'sig') === undefined) {
    return { code: 'legacy-digest', args: [subject.digest] };
  }
  if (logs.length > 1 || logs.some(({ version }) => version === 2)) return { code: 'legacy-log' };
  if (timestampAuthorities.length > 1) return { code: 'legacy-timestamps' };
  const isEd25519 = signer.type === 'key' && signer.key.type === 'ed25519';
  if (isEd25519 && logs.length > 0 && !attestation) return { code: 'legacy-ed25519-log' };
  return undefined;
}
