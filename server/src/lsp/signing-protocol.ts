/**
 * What client and server say to each other about keys and signing; types and string constants only, as in protocol.ts.
 * Passwords travel in one request, in a member of type `Secret`, and nowhere else.
 */

import type { TextPosition } from './protocol.ts';

/** Wiped from the message as soon as it is read; no part of an answer. */
export type Secret = string;

type Token = string | number;

/** Client → server request: could such a key pair be written, and does the key to import need its passphrase? */
export const checkKeyPairRequest = 'imageseal/checkKeyPair';
export interface CheckKeyPairParams {
  /** `file:` URI of a folder. */
  readonly folder: string;
  /** `cosign` makes `cosign.key` and `cosign.pub`. */
  readonly prefix: string;
  /** `file:` URI of the private key that is to be imported. */
  readonly key?: string;
}
export type CheckKeyPairResult = { readonly passphrase: boolean } | { readonly problem: string };

/** Client → server request: makes a key pair, and writes it where there is none. */
export const generateKeyPairRequest = 'imageseal/generateKeyPair';
export interface GenerateKeyPairParams {
  readonly folder: string;
  readonly prefix: string;
  /** A `KeyType`. */
  readonly type: string;
  /** May be empty. */
  password: Secret;
}

/** Client → server request: writes a private key in PEM as Cosign would have it. */
export const importKeyPairRequest = 'imageseal/importKeyPair';
export interface ImportKeyPairParams {
  readonly folder: string;
  readonly prefix: string;
  readonly key: string;
  /** What opens `key`, if it is encrypted. */
  passphrase?: Secret;
  password: Secret;
}

export type KeyPairResult =
  | {
      /** `file:` URIs. */
      readonly privateKey: string;
      readonly publicKey: string;
      /** Git would take the private key in: this line at the end of that `.gitignore`, which may not be there yet, keeps it out. */
      readonly ignore?: { readonly uri: string; readonly line: string };
    }
  /** `wrong`: the passphrase; another may be tried. */
  | { readonly problem: string; readonly wrong?: true };

/** Client → server request: the edit of `.imageseal.yaml` that trusts a key. The answer is a `TrustSignerResult`. */
export const trustKeyRequest = 'imageseal/trustKey';
export interface TrustKeyParams {
  /** `file:` URI of the public key. */
  readonly publicKey: string;
  /** A glob over full names. */
  readonly images: string;
}

/** Client → server request: the keys that notation knows. */
export const notationKeysRequest = 'imageseal/notationKeys';
export type NotationKeysResult =
  | {
      readonly keys: readonly {
        readonly name: string;
        readonly isDefault: boolean;
        readonly plugin?: string;
      }[];
    }
  | { readonly problem: string };

/** Client → server request: makes a key and a certificate for tests, and puts them where notation keeps its own. */
export const testCertificateRequest = 'imageseal/testCertificate';
export interface TestCertificateParams {
  readonly name: string;
  /** Puts the certificate into notation's trust store `ca:<name>`, too. */
  readonly trust: boolean;
  readonly isDefault: boolean;
}
export type TestCertificateResult =
  /** Paths. */
  { readonly key: string; readonly certificate: string } | { readonly problem: string };

/** Client → server request: the one manifest that signing an image would sign. A tag is resolved now, and never again. */
export const signingTargetRequest = 'imageseal/signingTarget';
export interface SigningTargetParams {
  readonly uri?: string;
  readonly position?: TextPosition;
  readonly image?: string;
  readonly workDoneToken?: Token;
}
export type SigningTargetResult = SigningTarget | { readonly problem: string };
export interface SigningTarget {
  /** As people call it: `ghcr.io/acme/app:1.0`. */
  readonly name: string;
  /** What will be signed: `ghcr.io/acme/app@sha256:…`. */
  readonly image: string;
  readonly digest: string;
  /** The file whose configuration holds. */
  readonly uri?: string;
  /** It lists manifests of several platforms. */
  readonly isIndex: boolean;
  /** What the tag had named when the editor last looked, if that is another digest. */
  readonly before?: string;
}

/** Client → server request: what would leave this machine. */
export const signingPlanRequest = 'imageseal/signingPlan';
export interface SigningPlanParams {
  readonly signer: 'key' | 'keyless';
  /** To a transparency log; always so without a key. */
  readonly upload: boolean;
  readonly attestation: boolean;
  readonly workDoneToken?: Token;
}
export type SigningPlanResult =
  | {
      /** What people have to agree to; absent when nothing is published. */
      readonly publication?: Published;
      /** Host of the issuer that the browser will be sent to; absent of a token that is there already. */
      readonly issuer?: string;
    }
  | { readonly problem: string };
/** A `Publication` of signature/publication.ts. */
export interface Published {
  readonly hosts: readonly string[];
  readonly where: string;
  readonly what: readonly string[];
}

/** Client → server request: signs, pushes, reads back and verifies. Cancelled by its progress token: it answers even so. */
export const signImageRequest = 'imageseal/signImage';
export interface SignImageParams {
  /** From `SigningTarget`. */
  readonly image: string;
  readonly uri?: string;
  /** Of Cosign's signatures. */
  readonly format: 'bundle' | 'legacy';
  /** Or user metadata. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly recursive: boolean;
  /** An attestation instead: one of cosign's names or a URI, and the `file:` URI of the predicate. */
  readonly attestation?: { readonly type: string; readonly predicate: string };
  readonly signer: SignWith;
  readonly upload: boolean;
  /** Hosts that somebody has agreed to publish on; with any other nothing is signed. */
  readonly agreed: readonly string[];
  readonly workDoneToken?: Token;
}
export type SignWith =
  /** `key`: `file:` URI of a private key of Cosign. */
  | { readonly type: 'key'; readonly key: string; password: Secret }
  /** `key`: a key of a key management service, which an installed cosign reaches. */
  | { readonly type: 'cosign'; readonly key: string }
  /** The client serves `openUrlRequest` and `externalUriRequest`. */
  | { readonly type: 'keyless' }
  | NotationSignWith;
/** As the Notary Project does. */
export interface NotationSignWith {
  readonly type: 'notation';
  /** A name that notation knows, or `file:` URIs. */
  readonly key: string | { readonly key: string; readonly certificates: string };
  /** Of a key that is encrypted; tried without one first. */
  password?: Secret;
  readonly format: 'jws' | 'cose';
  /** As notation takes it: `24h`, `1h30m`. */
  readonly expiry?: string;
  /** `root`: `file:` URI of the authority's root certificate. */
  readonly timestamp?: { readonly url: string; readonly root: string };
}
export type SignImageResult =
  | {
      /** How many manifests. */
      readonly signed: number;
      /** Who has signed, in words. */
      readonly signer: string;
      /** `sha256:…` of the public key of a key file, or of its certificate. */
      readonly fingerprint?: string;
    }
  /** `wrong`: the password, or that there is none; another may be tried. */
  | { readonly problem: string; readonly wrong?: true };

/** Server → client request: shows an address in the browser. */
export const openUrlRequest = 'imageseal/openUrl';
export interface OpenUrlParams {
  readonly url: string;
}
export interface OpenUrlResult {
  /** Whether that was done. */
  readonly opened: boolean;
}

/** Server → client request: where the user's browser reaches an address of the machine that the server runs on. */
export const externalUriRequest = 'imageseal/externalUri';
export interface ExternalUriParams {
  readonly url: string;
}
export interface ExternalUriResult {
  readonly url: string;
}
