import type { SignatureRecord } from './report.ts';
import type { Verification } from './verification.ts';

/** A defect of ours, perhaps one that somebody aims at: it must not read "trusted", nor stop the others. */
export function internalDefect({ kind, predicateType }: SignatureRecord, error: unknown): Verification {
  const why = error instanceof Error ? error.message.replace(/\s+/g, ' ').slice(0, 200) : '';
  return {
    integrity: 'unproven',
    kind,
    ...(predicateType !== undefined && { predicateType }),
    annotations: {},
    checks: [{ name: 'format', ok: false, detail: { id: 'internal', args: [why] } }],
  };
}
