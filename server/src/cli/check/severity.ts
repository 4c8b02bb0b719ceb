import type { Severity } from '../../configuration/rule-ids.ts';

const ranks: Record<Severity, number> = {
  error: 4,
  warning: 3,
  information: 2,
  hint: 1,
  off: 0,
};

export function reaches(severity: Severity, threshold: Severity): boolean {
  return ranks[severity] >= ranks[threshold];
}
