import type { RepositoryName } from '../image/names.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { PreferencesOf } from '../registry/endpoint.ts';
import type { Fault } from '../registry/fault.ts';
import type { Clock, HttpClient, Logger } from '../registry/ports.ts';
import type { RegistryWriter } from '../registry/writer.ts';
import type { PrivateKey } from './cosign/keys/private-key.ts';
import type { Detail } from './detail.ts';
import type { Subject } from './place.ts';
import type { Layout, SignatureReport } from './report.ts';
import type { SigningCode } from './signing-message.ts';
import type { RevocationAnswer, RevocationQuestion, TrustedRoot } from './verification.ts';

/** What is to be signed, how, and by whom: as Cosign does it, or as the Notary Project. */
export type SignRequest = CosignSignRequest | NotationSignRequest;

/** What every tool has to be told. */
interface SignTarget {
  /** Where the image is. */
  readonly name: RepositoryName;
  /** The manifest, by its digest: tags are resolved before, and confirmed by a person. */
  readonly subject: Subject;
  /** Signed along (`cosign sign -a`, `notation sign -m`); of signatures only. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Signs every manifest of an index too, the index itself last. */
  readonly recursive: boolean;
}

/** `bundle`: as Cosign 3, a referrer. `legacy`: as Cosign 1 and 2, a layer under the tag `.sig` or `.att`. */
export type SigningFormat = 'bundle' | 'legacy';

export interface CosignSignRequest extends SignTarget {
  readonly tool: 'cosign';
  /** Where its signatures are kept, if not beside it (COSIGN_REPOSITORY, `signatures` in .imageseal.yaml). */
  readonly signaturesName?: RepositoryName;
  readonly format: SigningFormat;
  /** An attestation instead of a signature. */
  readonly attestation?: Attestation;
  readonly signer: SigningIdentity;
  /** Services to use; keys use none of them unless asked. */
  readonly services: SigningServices;
}

/** `jws` is JSON and notation's default; `cose` is CBOR. */
export type NotationFormat = 'jws' | 'cose';

export interface NotationSignRequest extends SignTarget {
  readonly tool: 'notation';
  /** notation knows no other place than beside the image. */
  readonly signaturesName?: never;
  readonly format: NotationFormat;
  readonly signer: NotationSigner;
  /** Whole seconds from the moment of signing, after which the signature is not to hold any more. */
  readonly expiry?: number;
  readonly timestamp?: TimestampService;
  /** What the signature says it was made by: `imageseal/1.2.3`. */
  readonly agent: string;
}

/** Where an RFC 3161 timestamp is got from, and who vouches for it. */
export interface TimestampService {
  /** The address that is asked, as it is. */
  readonly url: string;
  /** Root certificates (DER) of the authority. */
  readonly anchors: readonly Uint8Array[];
}

export type NotationSigner =
  /** Not disposed of here: that is for whoever has read the key. */
  | { readonly type: 'certified'; readonly key: CertifiedKey }
  /** A key that an installed notation reaches by a plugin: it signs and pushes by itself, and here it is verified. */
  | { readonly type: 'notation'; readonly program: NotationProgram };

/** Signature algorithms of the Notary Project, by their names in JWS. */
export type NotationAlgorithm = 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512';

/** A private key with its certificates, which belong together and keep to the rules of the Notary Project. */
export interface CertifiedKey {
  readonly algorithm: NotationAlgorithm;
  /** DER: the signing certificate first, the root last. */
  readonly chain: readonly Uint8Array[];
  /** Of the signing certificate, as RFC 4514 writes it. */
  readonly subject: string;
  /** `sha256:<hex>` of the signing certificate. */
  readonly fingerprint: string;
  /** As JWS and COSE want it: RSASSA-PSS with a salt as long as the hash, ECDSA as R and S side by side. */
  sign(bytes: Uint8Array): Buffer;
}

/** What is said to an installed notation. */
export interface NotationProgram {
  /**
   * Has it sign a manifest and push the signature, with a timestamp where one is asked for. `manifest` is the digest of the
   * manifest that holds the signature, where notation says so. @throws SigningError
   */
  sign(signing: {
    /** `registry.example.com/app@sha256:…` */
    readonly image: string;
    readonly format: NotationFormat;
    readonly annotations: Readonly<Record<string, string>>;
    readonly expiry: number | undefined;
    /** The registry speaks plain HTTP. */
    readonly insecure: boolean;
    readonly signal: AbortSignal;
  }): Promise<{ readonly manifest: string | undefined }>;
}

export interface Attestation {
  /** A URI. */
  readonly predicateType: string;
  /** Any JSON value; `attestationOf` (signature/attestation.ts) makes it of a file as cosign does. */
  readonly predicate: unknown;
}

export type SigningIdentity =
  /** Not disposed of here: that is for whoever has read the key. */
  | { readonly type: 'key'; readonly key: SigningKey }
  /** With a key of its own that is thrown away; `identityToken` is the JWT of an OIDC issuer. */
  | { readonly type: 'keyless'; readonly identityToken: string };

/** A private key that is read, or one that something else (a key management service) signs with when asked to. */
export type SigningKey = Pick<PrivateKey, 'type' | 'publicKeyPem' | 'publicKeyDer' | 'fingerprint'> & {
  /** As `PrivateKey` does. May reject with a `SigningError`. */
  sign(bytes: Uint8Array): Buffer | Promise<Buffer>;
};

/** Base addresses, without a path but for timestamp authorities, which may have one. */
export interface SigningServices {
  /** The certificate authority; keyless signing needs it. */
  readonly fulcio?: string;
  /** Every one of these gets an entry, for everybody to read. */
  readonly logs: readonly LogService[];
  /** Every one of these is asked for the time. */
  readonly timestampAuthorities: readonly string[];
}

export interface LogService {
  readonly url: string;
  /** Major version of the Rekor API. */
  readonly version: 1 | 2;
}

/** What a signing configuration names. */
export interface ConfiguredServices {
  readonly services: SigningServices;
  /** OIDC issuers that give identity tokens for `fulcio`. */
  readonly issuers: readonly string[];
}

/** With a key, and nothing published anywhere but in the registry. */
export const noServices: SigningServices = { logs: [], timestampAuthorities: [] };

/** The world as signing needs it. */
export interface SigningWorld {
  readonly client: RegistryClient;
  readonly writer: RegistryWriter;
  /** To certificate authorities, logs and timestamp authorities. */
  readonly http: HttpClient;
  /** What Cosign's way makes is verified against these, before it is pushed and when it is read back. */
  readonly roots: readonly TrustedRoot[];
  /** Asks whether the certificates of a timestamp authority were revoked. */
  readonly revocation?: {
    ask(
      questions: readonly RevocationQuestion[],
      options: { readonly registry: string; readonly signal?: AbortSignal },
    ): Promise<ReadonlyMap<string, RevocationAnswer>>;
  };
  readonly clock: Clock;
  readonly logger: Logger;
  /** What is said of registries: whether they speak plain http. Mirrors are left out, since they lag behind. */
  readonly preferences: PreferencesOf;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: SigningProgress) => void;
}

/** What is being done; `describeSigningStep` makes words of it. */
export type SigningStep = 'prepare' | 'certificate' | 'sign' | 'push' | 'verify';

export interface SigningProgress {
  readonly step: SigningStep;
  /** The manifest that is being signed. */
  readonly subject: string;
  /** Manifests that are signed already, of how many. */
  readonly done: number;
  readonly total: number;
}

/** A signature that was pushed, read back from the registry and verified. */
export interface Signed {
  /** The digest of what was signed. */
  readonly subject: string;
  /** The digest of the manifest that holds the signature. */
  readonly manifest: string;
  readonly layout: Layout;
  /** Under the signer's own key or identity: `verdict` is `trusted`. */
  readonly report: SignatureReport;
}

/**
 * What a failed attempt has left in the registry. `nothing`. `blob`: bytes that nothing refers to, which registries clear
 * away. `signature`: the signature is there. `unknown`: the registry broke off, and does not say.
 */
export type Left = 'nothing' | 'blob' | 'signature' | 'unknown';

/** Why signing failed, and what there is now; `describeSigningProblem` makes sentences of it. Never holds a secret. */
export interface SigningProblem {
  readonly code: SigningCode;
  readonly args: readonly string[];
  /** What the registry said. */
  readonly fault?: Fault;
  /** The check that did not hold. */
  readonly check?: Detail;
  readonly left: Left;
  /** Hosts of transparency logs that hold an entry all the same. */
  readonly logged: readonly string[];
  /** Manifests that had been signed before: one failure does not undo them. */
  readonly signed: readonly Signed[];
  readonly total: number;
}

/** Signing failed; the message is for logs, `describeSigningProblem` for people. */
export class SigningError extends Error {
  readonly problem: SigningProblem;

  constructor(problem: Pick<SigningProblem, 'code'> & Partial<SigningProblem>) {
    super([problem.code, ...(problem.args ?? [])].join(': '));
    this.name = 'SigningError';
    this.problem = { args: [], left: 'nothing', logged: [], signed: [], total: 1, ...problem };
  }
}
