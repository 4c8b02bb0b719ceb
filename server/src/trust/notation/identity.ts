import type { Detail } from '../../signature/detail.ts';
import type { Check, X509Signer } from '../../signature/report.ts';
import { check } from '../report.ts';
import { matchesSubject } from './subject-pattern.ts';
import type { Terms } from './terms.ts';

/** Is the signer of a verified signature one of those whom the statement trusts? With what notation says where it differs. */
export function isTrustedSubject(signer: X509Signer, { rule, identities, trust }: Terms): Check[] {
  if (identities === 'any') {
    return [check('signer', true, { id: 'notation-signer-any', args: [rule, signer.store ?? ''] })];
  }
  let detail: Detail = { id: 'signer-stranger', args: [rule] };
  for (const { value: pattern } of identities) {
    const matches = pattern !== 'unknown' && matchesSubject(pattern, signer.subject);
    if (matches === true) return [check('signer', true, { id: 'signer-identity', args: [rule] })];
    if (matches) detail = { id: `notation-signer-${matches.why}`, args: [rule, matches.type] };
  }
  const stranger = check('signer', false, detail);
  if (trust.enforcement.authenticity === 'enforce') return [stranger];
  return [
    stranger,
    { ...check('tools', true, { id: 'notation-logged-authenticity', args: [] }), noted: true },
  ];
}
