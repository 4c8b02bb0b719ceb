import type { Rule } from './rule.ts';

/** The kubelet would refuse this reference (distribution/reference). */
export const invalidReference: Rule = {
  id: 'invalid-reference',
  check({ reference }) {
    if (reference.kind !== 'invalid') return undefined;
    return { message: reference.message, at: reference.span };
  },
};
