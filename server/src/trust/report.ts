import type { Detail } from '../signature/detail.ts';
import {
  type Check,
  type CheckName,
  checkNames,
  type SignatureRecord,
  type SignatureReport,
  type SignatureVerdict,
} from '../signature/report.ts';
import type { Verification } from '../signature/verification.ts';

/** What weighing a verified signature has come to. */
export interface Weighed {
  readonly counts: boolean;
  readonly verdict: SignatureVerdict;
  /** The checks that the policy asks for. */
  readonly demands: readonly Check[];
}

/** Everything that was found out about a signature. */
export function reportOf(
  record: SignatureRecord,
  verification: Verification,
  { counts, verdict, demands }: Weighed,
): SignatureReport {
  const { integrity, kind, predicateType, signer, time, log, instance, facts } = verification;
  const { annotations, notation } = verification;
  return {
    record,
    kind,
    ...(predicateType !== undefined && { predicateType }),
    counts,
    verdict,
    verified: integrity === 'intact',
    ...(signer && { signer }),
    ...(time && { time }),
    ...(log && { log }),
    ...(instance !== undefined && { instance }),
    ...(facts && { facts }),
    ...(Object.keys(annotations).length > 0 && { annotations }),
    ...(notation && { notation }),
    checks: inOrder([...verification.checks, ...demands]),
  };
}

/** Is everything there that was to be signed along? The Notary Project calls it user metadata. */
export function checkAnnotations(
  signed: Readonly<Record<string, string>>,
  asked: Readonly<Record<string, string>>,
  term: 'annotations' | 'metadata' = 'annotations',
): Check[] {
  const wanted = Object.entries(asked);
  if (wanted.length === 0) return [];
  const signedAs = (key: string) => (Object.hasOwn(signed, key) ? signed[key] : undefined);
  const missing = wanted.find(([key, value]) => signedAs(key) !== value);
  if (!missing) return [check('annotations', true, { id: `${term}-present`, args: [] })];
  const [key, value] = missing;
  const found = signedAs(key);
  const args = found === undefined ? [key, value] : [key, value, found];
  return [check('annotations', false, { id: `${term}-missing`, args })];
}

export function check(name: CheckName, ok: boolean, detail: Detail): Check {
  return { name, ok, detail };
}

function inOrder(checks: readonly Check[]): Check[] {
  return checkNames.flatMap((name) => checks.filter((each) => each.name === name));
}
