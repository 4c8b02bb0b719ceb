import type { Severity } from '../configuration/rule-ids.ts';
import { sameSpan } from '../manifest/text-span.ts';
import type { Finding } from './finding.ts';

const loudness: Readonly<Record<Severity, number>> = {
  error: 4,
  warning: 3,
  information: 2,
  hint: 1,
  off: 0,
};

/**
 * The findings to draw: of several that cover exactly the same characters only the most severe, of equals the first in
 * the table of rules. What is left out is still listed by hovers and still fixed by code actions.
 */
export function visibleFindings(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length < 2) return findings;
  // The findings of an image come in the order of the table of rules.
  return findings.filter((finding, index) =>
    findings.every((other, place) => {
      if (place === index || !sameSpan(finding.span, other.span)) return true;
      const difference = loudness[finding.severity] - loudness[other.severity];
      return difference > 0 || (difference === 0 && index < place);
    }),
  );
}
