import * as l10n from '@vscode/l10n';
import type { Placed, Problems } from './report-problems.ts';
import { overlap, readSubjectPattern, type SubjectPattern } from './subject-pattern.ts';

/** Whom a statement trusts of those for whom its trust stores vouch. */
export type Identities = 'any' | readonly Placed<SubjectPattern | 'unknown'>[];

const prefix = 'x509.subject:';

/** Each with each; nobody writes so many, and beyond them a narrower one beside a wider one does no harm. */
const maxCompared = 100;

/** Reads `trustedIdentities`. Identities of a kind that nobody here knows are `unknown`: they match nothing. */
export function readIdentities(written: readonly Placed<string>[], problems: Problems): Identities {
  const [first] = written;
  if (written.length === 1 && first?.value === '*') return 'any';
  const identities = written.flatMap(({ value, span }): Placed<SubjectPattern | 'unknown'>[] => {
    if (value === '*') {
      problems.error(span, l10n.t('* trusts everybody, so no other identity can stand beside it.'));
      return [];
    }
    if (!value.includes(':')) {
      problems.shape(span, l10n.t('An identity says what it is first: write "x509.subject: {0}".', value));
      return [];
    }
    if (!value.startsWith(prefix)) return [{ value: 'unknown', span }];
    const pattern = readSubjectPattern(value.slice(prefix.length));
    if ('problem' in pattern) {
      problems.error(span, pattern.problem);
      return [];
    }
    return [{ value: pattern, span }];
  });
  identities.slice(0, maxCompared).forEach(({ value: pattern, span }, index) => {
    const earlier = identities
      .slice(0, index)
      .findIndex(({ value }) => value !== 'unknown' && pattern !== 'unknown' && overlap(value, pattern));
    if (earlier >= 0) {
      problems.error(
        span,
        l10n.t('This identity and number {0} match the same subjects: remove the narrower one.', earlier + 1),
      );
    }
  });
  return identities;
}
