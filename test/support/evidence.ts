import type { EvidenceReader } from '../../server/src/analysis/analyze.ts';
import type { Evidence } from '../../server/src/analysis/evidence.ts';
import { canonicalReference } from '../../server/src/image/names.ts';
import type { Fault } from '../../server/src/registry/fault.ts';
import type { Discovery, SignatureRecord, Verdict } from '../../server/src/signature/report.ts';

/** What a test says is known of one image. */
export interface Known {
  /** What the tag names now, by a short word: `digestOf('a')`. */
  readonly tag?: string | 'no-tag' | 'no-repository' | Fault;
  readonly verdict?: Verdict | 'no-digest';
  readonly pending?: boolean;
}

/** A digest a person can tell from another: `sha256:aaaa…`. */
export function digestOf(letter: string): string {
  return `sha256:${letter.repeat(64).slice(0, 64)}`;
}

export const nothingFound: Discovery = { signatures: [], others: [], unread: [] };

export const oneSignature: SignatureRecord = {
  layout: 'referrer',
  kind: 'signature',
  manifestDigest: digestOf('e'),
  mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
  digest: digestOf('f'),
  size: 1234,
  annotations: {},
};

/** Evidence by full spelling (`docker.io/library/nginx:1.27`); everything else was not looked up. */
export function evidenceOf(known: Readonly<Record<string, Known>>): EvidenceReader {
  return {
    generation: 1,
    peek(reference): Evidence {
      if (reference.kind !== 'reference') return { pending: false };
      const entry = known[canonicalReference(reference)];
      if (!entry) return { pending: false };
      const { tag } = entry;
      const digest =
        reference.digest ?? (typeof tag === 'string' && tag.startsWith('sha256:') ? tag : undefined);
      const at = 0;
      return {
        ...(tag === 'no-tag' && { tag: { state: 'not-found', what: 'tag', at } as const }),
        ...(tag === 'no-repository' && { tag: { state: 'not-found', what: 'repository', at } as const }),
        ...(typeof tag === 'object' && { tag: { state: 'fault', fault: tag, at } as const }),
        ...(typeof tag === 'string' &&
          tag.startsWith('sha256:') && { tag: { state: 'resolved', digest: tag, at } as const }),
        ...(entry.verdict === 'no-digest' && { image: { state: 'not-found', what: 'digest', at } as const }),
        ...(entry.verdict !== undefined &&
          entry.verdict !== 'no-digest' &&
          digest !== undefined && {
            image: {
              state: 'found',
              digest,
              mediaType: 'application/vnd.oci.image.index.v1+json',
              size: 1000,
              discovery:
                entry.verdict === 'unsigned' ? nothingFound : { ...nothingFound, signatures: [oneSignature] },
              verdict: entry.verdict,
              at,
            } as const,
          }),
        pending: entry.pending ?? false,
      };
    },
  };
}

/** Nobody has looked anything up. */
export const noEvidence: EvidenceReader = evidenceOf({});
