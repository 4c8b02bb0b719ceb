import type { ImageReference } from '../../image/reference.ts';
import type { TrustPolicy } from '../../trust/policy.ts';

/** What somebody wants to know of one image. */
export interface Question {
  readonly reference: ImageReference;
  readonly policy: TrustPolicy;
  /** The policy was made of flags. */
  readonly byFlags: boolean;
  /** Nobody but registries may be asked. */
  readonly offline: boolean;
}
