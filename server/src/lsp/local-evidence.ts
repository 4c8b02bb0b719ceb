import type { EvidenceReader } from '../analysis/analyze.ts';

/** For documents of which nothing is looked up (Restricted Mode, documents on no disk): local rules alone. */
export const localEvidence: EvidenceReader = {
  generation: 0,
  peek(reference) {
    if (reference.kind !== 'reference') return { pending: false };
    return { pending: false, blocked: { code: 'restricted', host: reference.registry } };
  },
};
