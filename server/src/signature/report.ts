import type { Fault } from '../registry/fault.ts';

/** Where and how a signature is stored. One vocabulary for Cosign and Notary Project. */
export type Layout =
  /** Sigstore bundle or other artifact found by the Referrers API. */
  | 'referrer'
  /** The same, listed in the index under the tag `sha256-<hex>`. */
  | 'fallback-tag'
  /** Simple-signing layers under the tag `sha256-<hex>.sig`. */
  | 'legacy'
  /** DSSE layers under the tag `sha256-<hex>.att`. */
  | 'legacy-attestation'
  /** Simple-signing layers in a referrer (`COSIGN_EXPERIMENTAL`, OCI 1.1). */
  | 'oci11'
  | 'notation';

export type SignatureKind = 'signature' | 'attestation';

/**
 * A signature that was *found*. Verifying adds to this record and never replaces it: the descriptor says where the
 * bytes are, so that a verifier fetches exactly what was reported.
 */
export interface SignatureRecord {
  readonly layout: Layout;
  readonly kind: SignatureKind;
  /** Attestations only, where the registry's annotations tell it; otherwise known after the envelope is read. */
  readonly predicateType?: string;
  /** The manifest that holds it. */
  readonly manifestDigest: string;
  /** The blob: media type, digest and size as the manifest has them. */
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  /** The layer descriptor's annotations: legacy signatures keep signature, certificate and log entry there. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** A place that was to be looked at and could not be read. */
export interface UnreadPlace {
  /** For people: "the Referrers API", "the tag sha256-….sig". */
  readonly place: string;
  readonly fault: Fault;
}

/** What a look at every place of one image gave. Only `unread.length === 0` allows the word "unsigned". */
export interface Discovery {
  readonly signatures: readonly SignatureRecord[];
  /** Referrers that are neither (SBOM, scan report …): listed in the hover. */
  readonly others: readonly { readonly artifactType: string; readonly digest: string }[];
  readonly unread: readonly UnreadPlace[];
}

/** The verdicts of docs/architecture.md, worst last where several signatures compete. */
export type Verdict = 'trusted' | 'signed' | 'unverified' | 'untrusted' | 'invalid' | 'unsigned' | 'unknown';

/** The verdict over what was found. Until signatures are verified, one that exists is "unverified". */
export function verdictOf(discovery: Discovery): Verdict {
  if (discovery.unread.length > 0) return 'unknown';
  return discovery.signatures.some((s) => s.kind === 'signature' || isProvenance(s))
    ? 'unverified'
    : 'unsigned';
}

/** SLSA provenance counts as a signature (docs/architecture.md, Verdicts). */
export function isProvenance(record: SignatureRecord): boolean {
  return record.predicateType?.startsWith('https://slsa.dev/provenance/') ?? false;
}
