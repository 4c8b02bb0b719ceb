import type { DetailId } from '../../../server/src/signature/detail.ts';
import type { CheckName } from '../../../server/src/signature/report.ts';
import type { NotationCase, NotationQuestion } from '../../support/notation-vectors.ts';
import { policyReasons } from './policy-reasons.ts';
import { revocationReasons } from './revocation-reasons.ts';
import { signatureReasons } from './signature-reasons.ts';

/** What has to be said where the vectors say why. */
export type Reason = Where & (Told | { readonly how: 'sound' });

/** One check of one of the signatures, and what it ends with. */
interface Told {
  readonly check: CheckName;
  readonly detail: DetailId;
  /** `failed` (the default): the check does not hold. `noted`: nor does it, and the policy only wants that to be said. */
  readonly how?: 'failed' | 'noted';
}

interface Where {
  /** Only of cases, and of policies, whose name begins like that. */
  readonly under?: string;
  readonly policy?: string;
  /** By what the vectors say: words of the sentence, where the detail alone does not say it. */
  readonly of: Readonly<Record<string, string>>;
}

const all = [...signatureReasons, ...policyReasons, ...revocationReasons];

/** The reason for an answer, and words of its sentence; `undefined` when it is none of those listed. */
export function reasonOf(
  { name }: NotationCase,
  { why = '', trust }: NotationQuestion,
): { readonly reason: Reason; readonly words: string } | undefined {
  const policy = trust.policy.replace('trustpolicies/', '');
  const fitting = all.filter(
    (reason) =>
      Object.hasOwn(reason.of, why) &&
      name.startsWith(reason.under ?? '') &&
      policy.startsWith(reason.policy ?? ''),
  );
  const own = fitting.filter(({ under }) => under !== undefined);
  const [reason, other] = own.length > 0 ? own : fitting;
  if (other) throw new Error(`"${why}" stands in the table twice for ${name}`);
  return reason && { reason, words: reason.of[why] ?? '' };
}

/** Of these the answer is that there is no signature, after a complete look. */
export const nothingThere: readonly string[] = [
  'audit still wants a signature to look at',
  'skip: notation does not look',
  'neither artifactType nor config media type says signature',
  'not a Notary Project signature by its type',
  'only the index 1.0 is signed: say so, do not pass',
  'only the platform manifest is signed',
  'the fallback tag names an image, not an index',
];

/** Of these it is that a place could not be read, by words of the fault. */
export const unread: Readonly<Record<string, string>> = {
  'exactly one layer is allowed': 'a Notation signature with 2 layers instead of one',
  'the only entry names a manifest that is not there: not the same as unsigned':
    'it is listed, but not there',
};
