import type { EvidenceReader } from '../../server/src/analysis/analyze.ts';
import type { Assessment, Evidence } from '../../server/src/analysis/evidence.ts';
import type { AnalyzedImage } from '../../server/src/analysis/finding.ts';
import { canonicalReference } from '../../server/src/image/names.ts';
import { parseImageReference } from '../../server/src/image/parse-reference.ts';
import type { Fault } from '../../server/src/registry/fault.ts';
import type {
  Check,
  Discovery,
  SignatureRecord,
  SignatureReport,
  SignatureVerdict,
  Signer,
  Verdict,
} from '../../server/src/signature/report.ts';

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

/** A place that could not be read. */
export const oneUnread: Discovery['unread'][number] = {
  place: 'the tag sha256-….sig',
  fault: { code: 'timeout', host: 'ghcr.io' },
};

/** Who signed in these tests: the release workflow of acme's app. */
export const workflow: Signer = {
  type: 'certificate',
  subject: 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main',
  issuer: 'https://token.actions.githubusercontent.com',
  sourceRepository: 'https://github.com/acme/app',
  sourceRef: 'refs/heads/main',
  buildConfig: 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main',
};

const strangerKey: Signer = { type: 'key', fingerprint: digestOf('c') };

const held: readonly Check[] = [
  { name: 'format', ok: true, detail: { id: 'format-bundle', args: [] } },
  { name: 'subject', ok: true, detail: { id: 'subject-same', args: [] } },
];

const whys: Readonly<Record<SignatureVerdict, Check>> = {
  trusted: {
    name: 'signer',
    ok: true,
    detail: { id: 'signer-identity', args: ['rule 1 of .imageseal.yaml'] },
  },
  signed: { name: 'signature', ok: true, detail: { id: 'signature-certificate', args: [] } },
  untrusted: {
    name: 'signer',
    ok: false,
    detail: { id: 'signer-stranger', args: ['rule 1 of .imageseal.yaml'] },
  },
  invalid: { name: 'signature', ok: false, detail: { id: 'signature-wrong-certificate', args: [] } },
  unverified: { name: 'signature', ok: false, detail: { id: 'key-none', args: [] } },
};

/** What the verifier says of one signature that gets this verdict: by acme's workflow, or by a key nobody knows. */
export function reportOf(verdict: SignatureVerdict): SignatureReport {
  return {
    record: oneSignature,
    kind: 'signature',
    predicateType: 'https://sigstore.dev/cosign/sign/v1',
    counts: true,
    verdict,
    verified: verdict !== 'invalid' && verdict !== 'unverified',
    signer: verdict === 'unverified' ? strangerKey : workflow,
    checks: [...held, whys[verdict]],
  };
}

/** What a look at an image found that gets this verdict, and what that is worth. */
function foundOf(verdict: Verdict): { discovery: Discovery; assessment?: Assessment } {
  const rule = verdict === 'signed' || verdict === 'unverified' ? undefined : 'rule 1 of .imageseal.yaml';
  const about = { verdict, rule, unread: [], at: 0 };
  switch (verdict) {
    case 'unsigned':
      return { discovery: nothingFound, assessment: { ...about, reports: [] } };
    case 'unknown':
      return { discovery: { ...nothingFound, unread: [oneUnread] } };
    default:
      return {
        discovery: { ...nothingFound, signatures: [oneSignature] },
        assessment: { ...about, reports: [reportOf(verdict)] },
      };
  }
}

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
      const found =
        entry.verdict === undefined || entry.verdict === 'no-digest' || digest === undefined
          ? undefined
          : foundOf(entry.verdict);
      return {
        ...(tag === 'no-tag' && { tag: { state: 'not-found', what: 'tag', at } as const }),
        ...(tag === 'no-repository' && { tag: { state: 'not-found', what: 'repository', at } as const }),
        ...(typeof tag === 'object' && { tag: { state: 'fault', fault: tag, at } as const }),
        ...(typeof tag === 'string' &&
          tag.startsWith('sha256:') && { tag: { state: 'resolved', digest: tag, at } as const }),
        ...(entry.verdict === 'no-digest' && { image: { state: 'not-found', what: 'digest', at } as const }),
        ...(found &&
          digest !== undefined && {
            image: {
              state: 'found',
              digest,
              mediaType: 'application/vnd.oci.image.index.v1+json',
              size: 1000,
              discovery: found.discovery,
              at,
            } as const,
          }),
        ...(found?.assessment && { assessment: found.assessment }),
        pending: entry.pending ?? false,
      };
    },
  };
}

/** Nobody has looked anything up. */
export const noEvidence: EvidenceReader = evidenceOf({});

/** An image of a Pod with one signature, and what that was judged to be worth. */
export function imageSignedBy(
  text: string,
  report: SignatureReport,
  assessed: Partial<Assessment> = {},
): AnalyzedImage {
  const { verdict } = report;
  const digest = digestOf('a');
  const discovery = { ...nothingFound, signatures: [report.record] };
  return {
    field: {
      text,
      span: { start: 0, end: text.length },
      verbatim: true,
      path: 'image',
      resource: { apiVersion: 'v1', kind: 'Pod' },
    },
    reference: parseImageReference(text),
    evidence: {
      tag: { state: 'resolved', digest, at: 0 },
      image: { state: 'found', digest, mediaType: 'm', size: 1, discovery, at: 0 },
      assessment: { verdict, reports: [report], unread: [], rule: undefined, at: 0, ...assessed },
      pending: false,
    },
    verdict,
  };
}
