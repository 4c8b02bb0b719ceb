/**
 * The names and plain types that client and server share. Types and string constants only: the two bundles carry
 * different copies of the protocol library, so no RequestType object may cross (reference: vscode-languageclient 11).
 */

import type { Verdict } from '../signature/report.ts';

/** `initializationOptions`. Without `trusted: true` the server runs in Restricted Mode: local rules only. */
export interface InitializationOptions {
  readonly trusted?: boolean;
  readonly offline?: boolean;
  /** The `imageseal.*` settings, for clients that do not answer `workspace/configuration`. */
  readonly settings?: unknown;
  /** True when the client serves `imageseal/httpFetch`; otherwise the server connects by itself. */
  readonly httpFetch?: boolean;
  /** Folder for the cache that survives restarts. */
  readonly cacheDirectory?: string;
  /** Folder that holds `rules/<id>.md` (the `docs` of a checkout), so that a diagnostic's code can link to its page. */
  readonly docsDirectory?: string;
  /** True when the client has the commands that hovers and code actions link to. */
  readonly commands?: boolean;
  /** True when the client holds trust policy documents against their JSON schema (docs/schemas) by itself. */
  readonly jsonSchemas?: boolean;
  /** Path or `file:` URI of the translations (`bundle.l10n.<locale>.json`); messages are English without it. */
  readonly l10nBundle?: string;
}

/** Server → client request. Mirrors `HttpRequest` of registry/ports.ts; the body is base64. */
export const httpFetchRequest = 'imageseal/httpFetch';
export interface HttpFetchParams {
  readonly url: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly maxBytes: number;
  readonly timeoutMs: number;
}
export type HttpFetchResult =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  /** `code` is an `HttpErrorCode`. */
  | { readonly error: { readonly code: string; readonly message: string } };

/** Server → client notification, at most one every 100 ms. Clients without it lose nothing but the status item. */
export const statusNotification = 'imageseal/status';
export interface StatusParams {
  readonly health: 'ok' | 'warning' | 'error';
  /** Nothing is being looked up and every diagnostic that was due has been sent. */
  readonly quiescent: boolean;
  readonly pending: number;
  readonly mode: 'online' | 'offline' | 'restricted';
  /** One sentence, localised, when health is not ok. */
  readonly message?: string;
}

/** Client → server notification: the workspace became trusted. */
export const trustGrantedNotification = 'imageseal/trustGranted';

/** Client → server notification: what is known of registries is forgotten, in memory and on disk. */
export const clearCacheNotification = 'imageseal/clearCache';

/** Client → server request: the edits that pin what can be pinned. The client applies them with a preview. */
export const pinRequest = 'imageseal/pin';
export interface PinParams {
  /** One file, or `undefined` for the whole workspace. Work-done progress and cancellation apply. */
  readonly uri?: string;
  readonly workDoneToken?: string | number;
}
export interface PinResult {
  /** An LSP `WorkspaceEdit`, with a version for each open document. */
  readonly edit: unknown;
  readonly pinned: number;
  /** Images that could not be looked up, each with the sentence that says why. */
  readonly skipped: readonly { readonly uri: string; readonly image: string; readonly reason: string }[];
}

/** Client → server request: check every manifest of the workspace; findings appear as diagnostics. */
export const checkWorkspaceRequest = 'imageseal/checkWorkspace';
export interface CheckWorkspaceParams {
  readonly workDoneToken?: string | number;
}
export interface CheckWorkspaceResult {
  readonly files: number;
  readonly images: number;
  readonly findings: number;
  readonly unknown: number;
}

/** A place in a text document, as LSP counts it. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

/** In the order in which they call for attention. */
export const verdictOrder: readonly Verdict[] = [
  'invalid',
  'untrusted',
  'unsigned',
  'unverified',
  'unknown',
  'signed',
  'trusted',
];

/** Client → server request: look one image up afresh, verify it, and say everything about it. */
export const verifyImageRequest = 'imageseal/verifyImage';
export interface VerifyImageParams {
  /** The file whose configuration holds; with `position` the one that names the image. */
  readonly uri?: string;
  readonly position?: TextPosition;
  /** A reference as one would type it; instead of `position`. */
  readonly image?: string;
  readonly workDoneToken?: string | number;
}
/** `null` when it was cancelled, or there is no image at the position. */
export type VerifyImageResult = Report & { readonly verdict: Verdict };

/** Something to read: Markdown in which what registries and manifests say is inert. */
export interface Report {
  /** One line of plain text. */
  readonly title: string;
  readonly text: string;
}

/** Client → server request: check every manifest of the workspace as `checkWorkspace` does, and sum it up by verdict. */
export const verifyWorkspaceRequest = 'imageseal/verifyWorkspace';
export interface VerifyWorkspaceParams {
  readonly workDoneToken?: string | number;
}
export type VerifyWorkspaceResult = Report & {
  readonly files: number;
  /** How many places name an image with this verdict; verdicts that do not occur are left out. */
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
};

/** Client → server request: the images of one file, or of all that are open or were checked. */
export const imagesRequest = 'imageseal/images';
export interface ImagesParams {
  readonly uri?: string;
}
export interface ImagesResult {
  readonly images: readonly ImageItem[];
}
export interface ImageItem {
  readonly uri: string;
  readonly range: { readonly start: TextPosition; readonly end: TextPosition };
  /** As written. */
  readonly image: string;
  /** The same where there is little room: without the registry, and with no more of a digest than people compare. */
  readonly name: string;
  /** What `name` leaves out in front. */
  readonly registry?: string;
  readonly verdict: Verdict;
  /** The verdict in words, localised: with the signer where one decides, and with what is wrong. */
  readonly summary: string;
}

/** Server → client notification, once images have been asked for: the answer may be another by now. */
export const imagesChangedNotification = 'imageseal/imagesChanged';

/** Client → server request: the edit of `.imageseal.yaml` that trusts who signed an image. The client applies and saves it. */
export const trustSignerRequest = 'imageseal/trustSigner';
export interface TrustSignerParams {
  readonly uri: string;
  /** Of the image. */
  readonly position: TextPosition;
  /** Whom the user was shown: if somebody else decides by now, nothing is changed. */
  readonly signer: TrustedSigner;
}
/** A certificate's identity, a key file relative to the configuration's folder, or a root certificate (`sha256:…`) and whom it vouches for. */
export type TrustedSigner =
  | { readonly issuer: string; readonly subject: string }
  | { readonly keyFile: string }
  | { readonly root: string; readonly subject: string };
export type TrustSignerResult =
  | {
      /** An LSP `WorkspaceEdit`. */
      readonly edit: unknown;
      /** The file that it changes last, and those before: saved in the other order the rule would name what is not there. */
      readonly uri: string;
      readonly before?: readonly string[];
      /** What is trusted from then on. */
      readonly images: string;
      /** To be agreed to before anything is written. */
      readonly question?: { readonly message: string; readonly detail: string; readonly button: string };
    }
  /** One localised sentence: why not. */
  | { readonly problem: string };

/** Client → server request: every way to have an image signed by the CI file that builds it. The client asks which. */
export const signingPlansRequest = 'imageseal/signingPlans';
export type SigningPlansParams = VerifyImageParams;
export interface SigningPlansResult {
  /** Without tag and digest. */
  readonly image: string;
  readonly plans: readonly SigningPlanItem[];
  /** Builds that are signed already, each as one localised line. */
  readonly signed: readonly string[];
  /** One localised sentence, where there is neither. */
  readonly problem?: string;
}
export interface SigningPlanItem {
  /** Relative to its workspace folder. */
  readonly file: string;
  readonly uri: string;
  readonly kind: 'add' | 'upgrade' | 'create';
  /** Which build of the file. */
  readonly label: string;
  /** What signs. */
  readonly tool: 'cosign' | 'notation';
  /** Sentences about what was assumed, and what is left to do. */
  readonly notes: readonly string[];
  /** An LSP `WorkspaceEdit` of the one file, with a version if it is open. */
  readonly edit: unknown;
}

/** Commands the *client* registers; hovers and code actions link to them only if `commands` was set. */
export const clientCommands = {
  pinFile: 'imageseal.pinFile',
  pinWorkspace: 'imageseal.pinWorkspace',
  checkWorkspace: 'imageseal.checkWorkspace',
  /** Arguments: `VerifyImageParams`, or none to be asked which. */
  verifyImage: 'imageseal.verifyImage',
  verifyWorkspace: 'imageseal.verifyWorkspace',
  /** Argument: `TrustSignerParams`. */
  trustSigner: 'imageseal.trustSigner',
  /** Arguments: `VerifyImageParams`, or none to be asked which. */
  signImage: 'imageseal.signImage',
  attestImage: 'imageseal.attestImage',
  generateKeyPair: 'imageseal.generateKeyPair',
  importKeyPair: 'imageseal.importKeyPair',
  generateNotationTestCertificate: 'imageseal.generateNotationTestCertificate',
  forgetPasswords: 'imageseal.forgetPasswords',
  /** Arguments: `VerifyImageParams`, or none to be asked which. */
  addSigningStep: 'imageseal.addSigningStep',
  groupByVerdict: 'imageseal.images.groupByVerdict',
  groupByFile: 'imageseal.images.groupByFile',
  groupByImage: 'imageseal.images.groupByImage',
  clearCache: 'imageseal.clearCache',
  restartServer: 'imageseal.restartServer',
  showOutput: 'imageseal.showOutput',
  /** Argument: rule id. Opens docs/rules/<id>.md. */
  openRule: 'imageseal.openRule',
} as const;
