import type { EvidenceReader } from '../analysis/analyze.ts';
import type { Evidence } from '../analysis/evidence.ts';

/** Knows nothing and asks nobody: what `--offline` analyzes with. */
export function offlineEvidence(): EvidenceReader {
  const byHost = new Map<string, Evidence>();
  const none: Evidence = { pending: false };
  return {
    generation: 0,
    peek(reference) {
      if (reference.kind !== 'reference') return none;
      let evidence = byHost.get(reference.registry);
      if (evidence === undefined) {
        evidence = {
          blocked: { code: 'offline', host: reference.registry },
          pending: false,
        };
        byHost.set(reference.registry, evidence);
      }
      return evidence;
    },
  };
}
