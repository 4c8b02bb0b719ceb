import type { DetailId } from '../../../server/src/signature/detail.ts';
import type { SignatureReport } from '../../../server/src/signature/report.ts';
import type { PublicKey, Requirements, TrustedRoot } from '../../../server/src/signature/verification.ts';
import { judge } from '../../../server/src/trust/judge.ts';
import {
  defaultRequirements,
  type TrustedIdentity,
  type TrustPolicy,
} from '../../../server/src/trust/policy.ts';
import { githubActions, workflow } from './instance.ts';
import { image, type Signed } from './sign.ts';

/** Whom a test trusts: unless told the release workflow of acme/shop. */
export interface Trusting extends Partial<Omit<TrustPolicy, 'requirements'>> {
  readonly keys?: readonly PublicKey[];
  readonly identities?: readonly TrustedIdentity[];
  readonly requirements?: Partial<Requirements>;
}

export const ours: TrustedIdentity = { subject: workflow, issuer: githubActions };

export function trusting(trust: Trusting = {}): TrustPolicy {
  const { requirements, keys = [], ...rest } = trust;
  return {
    id: 'test',
    rule: 'the test',
    keys,
    identities: keys.length > 0 ? [] : [ours],
    annotations: {},
    accept: 'any',
    ...rest,
    requirements: { ...defaultRequirements, ...requirements },
  };
}

/** What the verifier and the trust rule make of a signature found beside the image. */
export function judged(
  { record, bytes }: Signed,
  roots: readonly TrustedRoot[],
  trust: Trusting = {},
  digest: string = image,
): SignatureReport {
  return judge({ record, bytes, subject: { digest }, roots }, trusting(trust));
}

/** Verdict and the first check that does not hold: `invalid log-entry-other`; of what is trusted `trusted`. */
export function outcome(...args: Parameters<typeof judged>): string {
  const { verdict, checks } = judged(...args);
  const failed = checks.find(({ ok }) => !ok);
  return failed ? `${verdict} ${failed.detail.id}` : verdict;
}

/** The IDs of everything that does not hold. */
export function failures(report: SignatureReport): DetailId[] {
  return report.checks.filter(({ ok }) => !ok).map(({ detail }) => detail.id);
}
