import { describe, expect, it } from 'vitest';
import { describeDetail } from '../../../server/src/signature/detail.ts';
import type { RevocationAnswer } from '../../../server/src/signature/verification.ts';
import { judgeNotation } from '../../../server/src/trust/notation/judge.ts';
import type { TrustPolicy } from '../../../server/src/trust/policy.ts';
import { signedBy, trustingRoot } from '../../support/notation-trust.ts';
import { makeRoot, makeSigner } from '../../support/pki/certificate.ts';

const now = Date.parse('2026-11-24T12:00:00Z');
const subject = {
  digest: `sha256:${'ab'.repeat(32)}`,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  size: 528,
};
const repository = { registry: 'registry.example', repository: 'acme/app' };

const root = makeRoot();

/** `untrusted: …`, with what does not hold. */
async function judged(
  policy: TrustPolicy,
  signer = makeSigner(root),
  answers: ReadonlyMap<string, RevocationAnswer> = new Map(),
): Promise<string> {
  const signature = await signedBy(signer, signer.chain, subject, now);
  const { report } = judgeNotation({ ...signature, subject, repository, now, answers }, policy);
  const failed = report.checks.filter(({ ok }) => !ok).map(({ detail }) => describeDetail(detail));
  return [report.verdict, ...failed].join(': ');
}

describe('a signer for whom a root vouches', () => {
  it('is trusted where the root lies in a trust store for signers', async () => {
    expect(await judged(trustingRoot(root))).toBe('trusted');
  });

  it.each(['tsa', 'signingAuthority'] as const)(
    'is a stranger where the root lies in a trust store of the type %s',
    async (type) => {
      expect(await judged(trustingRoot(root, type))).toBe(
        'untrusted: The trust policy names no trust store of type "ca", which this kind of signature needs.',
      );
    },
  );

  it('is not enough where a rule accepts provenance alone', async () => {
    const policy: TrustPolicy = { ...trustingRoot(root), accept: 'provenance' };
    expect(await judged(policy)).toBe(
      'untrusted: the test accepts provenance alone, and this is a signature.',
    );
  });

  it('is not trusted where we fail to verify it', async () => {
    class Defect extends Map<string, RevocationAnswer> {
      override get(): never {
        throw new TypeError('a defect of ours');
      }
    }
    const signer = makeSigner(root, { ocsp: ['http://ocsp.acme.example/'] });
    expect(await judged(trustingRoot(root), signer, new Defect())).toBe(
      'untrusted: It could not be verified because of a defect in ImageSeal: a defect of ours.',
    );
  });
});
