/** Every rule and how loud it is unless somebody says otherwise (docs/rules/<id>.md explains each). */
export const defaultSeverities = {
  unpinned: 'warning',
  'latest-tag': 'warning',
  'tag-moved': 'warning',
  'image-not-found': 'warning',
  'invalid-reference': 'error',
  unsigned: 'warning',
  'untrusted-signer': 'error',
  'invalid-signature': 'error',
  'unverified-signature': 'information',
  'unused-suppression': 'hint',
} as const satisfies Record<string, Severity>;

export type RuleId = keyof typeof defaultSeverities;

export type Severity = 'error' | 'warning' | 'information' | 'hint' | 'off';

export const ruleIds = Object.keys(defaultSeverities) as readonly RuleId[];

export const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint', 'off'];
