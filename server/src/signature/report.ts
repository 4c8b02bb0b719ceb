import type { RepositoryName } from '../image/names.ts';
import type { Fault } from '../registry/fault.ts';
import type { Detail } from './detail.ts';

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
 * A signature that was *found*. Verifying adds to this record (`SignatureReport`) and never replaces it: the descriptor
 * says where the bytes are, so that exactly what was reported is fetched and verified.
 */
export interface SignatureRecord {
  readonly layout: Layout;
  readonly kind: SignatureKind;
  /** Attestations only, where the registry's annotations tell it; otherwise known after the envelope is read. */
  readonly predicateType?: string;
  /** Where it lies, if not in the repository that signatures of the image are kept in. */
  readonly repository?: RepositoryName;
  /** The manifest that holds it. */
  readonly manifestDigest: string;
  /** The blob: media type, digest and size as the manifest has them. */
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  /** The layer descriptor's annotations: legacy signatures keep signature, certificate and log entry there. */
  readonly annotations: Readonly<Record<string, string>>;
  /** The manifest is listed for this image, but names this other subject ("" when it names none): it never counts. */
  readonly foreignSubject?: string;
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

/** The verdict over one signature. */
export type SignatureVerdict = Exclude<Verdict, 'unsigned' | 'unknown'>;

/** What is checked of a signature, in the order shown. A closed list: docs/verification.md explains each. */
export const checkNames = [
  'format',
  'subject',
  'signature',
  'certificate',
  'sct',
  'log',
  'time',
  'expiry',
  'revocation',
  'repository',
  'signer',
  'annotations',
  'accept',
  'tools',
] as const;

export type CheckName = (typeof checkNames)[number];

/** One check that was made; what could not be checked any more after a failure is left out. */
export interface Check {
  readonly name: CheckName;
  readonly ok: boolean;
  /** It does not hold, and the trust policy only wants that to be said (`ok` is true). */
  readonly noted?: true;
  /** Why, or what was found; `describeDetail` makes a sentence of it. */
  readonly detail: Detail;
}

export interface KeySigner {
  readonly type: 'key';
  /** `sha256:<hex>` of the public key (SubjectPublicKeyInfo, DER). */
  readonly fingerprint: string;
  /** Where the workspace names the key that verified: a file, "pem"; absent for a key that is only claimed. */
  readonly name?: string;
}

/** Whom a certificate of a Sigstore instance names. Everything but `subject` and `issuer` comes from CI systems alone. */
export interface CertificateSigner {
  readonly type: 'certificate';
  /** The subject alternative name: a workflow's URI, an e-mail address. */
  readonly subject: string;
  /** The OIDC issuer that vouched for it. */
  readonly issuer: string;
  /** `https://github.com/acme/app` */
  readonly sourceRepository?: string;
  /** `refs/heads/main` */
  readonly sourceRef?: string;
  /** The commit. */
  readonly sourceDigest?: string;
  /** The workflow that was started: `https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main`. */
  readonly buildConfig?: string;
  /** `push`, `pull_request`, … */
  readonly trigger?: string;
  /** Link to the run. */
  readonly run?: string;
  /** `github-hosted` or `self-hosted`. */
  readonly runner?: string;
}

/** Whom the signing certificate of a Notary Project signature names. */
export interface X509Signer {
  readonly type: 'x509';
  /** RFC 4514, as people write it: `CN=app,O=Acme,ST=WA,C=US`. */
  readonly subject: string;
  /** The subject of the last certificate of the chain. */
  readonly root: string;
  /** `sha256:<hex>` of the signing certificate (DER). */
  readonly fingerprint: string;
  /** `sha256:<hex>` of the last certificate of the chain (DER). */
  readonly rootFingerprint: string;
  /** The trust store that vouches for it: `ca:acme`; absent for a chain that is only claimed. */
  readonly store?: string;
}

export type Signer = KeySigner | CertificateSigner | X509Signer;

/** What an attestation says; of a signature nothing. Only as true as its signer. */
export interface StatementFacts {
  readonly builder?: string;
  readonly source?: string;
  readonly commit?: string;
  /** How many packages or components an SBOM lists. */
  readonly packages?: number;
  readonly scanner?: string;
}

/** What was found out about one signature. */
export interface SignatureReport {
  readonly record: SignatureRecord;
  /** As the signed bytes say, not as the registry annotates them. */
  readonly kind: SignatureKind;
  readonly predicateType?: string;
  /** Weighs in the image's verdict: a signature, or provenance where the trust rule does not rule it out. */
  readonly counts: boolean;
  readonly verdict: SignatureVerdict;
  /** Every integrity check holds: the signer is who `signer` says. */
  readonly verified: boolean;
  readonly signer?: Signer;
  /** When it was made, proved. */
  readonly time?: { readonly at: number; readonly source: 'log' | 'timestamp' };
  readonly log?: { readonly index: string; readonly url?: string };
  /** The Sigstore instance whose root verified it. */
  readonly instance?: string;
  readonly facts?: StatementFacts;
  /** What the signer has signed along: Cosign's annotations, the user metadata of the Notary Project. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** A Notary Project signature: how it is made, and what its signer says of it. */
  readonly notation?: NotationFacts;
  readonly checks: readonly Check[];
}

export interface NotationFacts {
  readonly format: 'jws' | 'cose';
  /** `notary.x509` or `notary.x509.signingAuthority`. */
  readonly scheme: string;
  /** `PS256` … `ES512` */
  readonly algorithm: string;
  /** Milliseconds since the epoch: the signer's word, or a signing authority's. */
  readonly signedAt?: number;
  /** Milliseconds since the epoch: until when the signer wants it to hold. */
  readonly expiresAt?: number;
  /** Such as `notation-go/1.3.2`; anybody can write it. */
  readonly agent?: string;
  /** The statement of the trust policy that applied, its level, and what it wants no more than logged, overrides included. */
  readonly statement?: {
    readonly name: string;
    readonly level: VerificationLevel;
    readonly logged: readonly CheckName[];
  };
}

/** Levels of the Notary Project's trust policies. */
export type VerificationLevel = 'strict' | 'permissive' | 'audit' | 'skip';

/** SLSA provenance counts as a signature (docs/architecture.md, Verdicts). */
export function isProvenance({ predicateType }: { readonly predicateType?: string }): boolean {
  return predicateType?.startsWith('https://slsa.dev/provenance/') ?? false;
}
