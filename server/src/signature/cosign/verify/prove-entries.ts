import type { Checks } from '../../checks.ts';
import type { DetailId } from '../../detail.ts';
import { Problem, unproven } from '../../problem.ts';
import type { Requirements } from '../../verification.ts';
import { checkEntries, knownEntries, type ProvedEntry } from './log.ts';
import type { SignedMaterial } from './material.ts';
import type { RootMaterial } from './root.ts';

/** What a kind of signer is asked of the log when nobody says otherwise. */
export interface LogCustom {
  /** The certificate or the SubjectPublicKeyInfo, DER. */
  readonly signer: Buffer;
  readonly byDefault: boolean;
  /** What to say when an entry is asked for and there is none, and when none is asked for. */
  readonly missing: DetailId;
  readonly notAsked: DetailId;
}

/** Checks the entries of the root's logs, and that there is one where one is asked for. @throws Problem */
export function proveEntries(
  root: RootMaterial,
  material: SignedMaterial,
  { log }: Requirements,
  { signer, byDefault, missing, notAsked }: LogCustom,
  checks: Checks,
): ProvedEntry[] {
  const proved = entriesThatHold(root, material, signer, log === 'waived');
  if (proved[0]) checks.pass('log', 'log-included', proved[0].index);
  else if (log === 'waived') checks.pass('log', 'log-waived');
  else if (log !== 'required' && !byDefault) checks.pass('log', notAsked, root.name);
  else if (root.tlogs.length === 0) throw unproven('log', 'log-root-without-logs', root.name);
  else throw unproven('log', material.logEntries.length > 0 ? 'log-unknown' : missing);
  return proved;
}

/** With the log waived, one that does not hold is as good as none. */
function entriesThatHold(
  root: RootMaterial,
  { content, logEntries }: SignedMaterial,
  signer: Buffer,
  waived: boolean,
): ProvedEntry[] {
  try {
    return checkEntries(knownEntries(logEntries, root), content, root, signer);
  } catch (error) {
    if (!(error instanceof Problem) || !waived) throw error;
    return [];
  }
}
