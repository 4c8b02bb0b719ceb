import type { RuleId, Severity } from '../../configuration/rule-ids.ts';
import type { AnalyzedImage, Problem } from '../finding.ts';

/** A rule looks at one image and what is known of it. It is pure and synchronous: no network, no clock. */
export interface Rule {
  readonly id: RuleId;
  /** `severityOf` tells how loud another rule is for this image: one rule may stand in for another. */
  check(image: AnalyzedImage, severityOf: (rule: RuleId) => Severity): Problem | undefined;
}
