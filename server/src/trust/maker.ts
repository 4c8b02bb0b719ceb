import { loadSigner } from '../signature/cosign/sign/load-signer.ts';
import type { MadeSignature } from '../signature/made.ts';
import type { Subject } from '../signature/place.ts';
import type {
  CertifiedKey,
  CosignSignRequest,
  NotationSignRequest,
  SigningWorld,
} from '../signature/signing.ts';
import { loadNotation } from './notation/load-notation.ts';
import { policyOfCosign, policyOfNotation } from './own-policy.ts';
import type { TrustPolicy } from './policy.ts';

/** Makes the signatures of one request in the way of one tool, and pushes none. */
export interface Maker {
  /** What is made has to hold under it; without a rule it is not known yet who signs. */
  readonly policy: TrustPolicy;
  /** Gets ready, once for all manifests. @throws SigningError */
  open(): Promise<void>;
  /** @throws SigningError */
  make(subject: Subject): Promise<MadeSignature>;
}

/** `logged`: hosts of logs that may hold something from now on. @throws SigningError for what could only fail later. */
export async function cosignMaker(
  request: CosignSignRequest,
  { http, clock, logger, signal }: SigningWorld,
  logged: Set<string>,
): Promise<Maker> {
  const signer = await loadSigner();
  signer.checkRequest(request);
  const services = { http, clock, logger, signal, logged };
  let identity: Awaited<ReturnType<typeof signer.openIdentity>> | undefined;
  const open = async () =>
    (identity ??= await signer.openIdentity(request.signer, request.services, services));
  return {
    policy: policyOfCosign(request),
    async open() {
      await open();
    },
    make: async (subject) => await signer.makeSignature(subject, request, await open(), services),
  };
}

/** @throws SigningError for what could only fail later. */
export async function notationMaker(
  request: NotationSignRequest,
  key: CertifiedKey,
  { http, clock, logger, signal }: SigningWorld,
): Promise<Maker> {
  const { makeSignature, checkMetadata } = (await loadNotation()).signing;
  checkMetadata(request.annotations);
  return {
    policy: policyOfNotation(request, key.chain.at(-1) ?? new Uint8Array()),
    open: async () => {},
    make: async (subject) => await makeSignature(subject, request, key, { http, clock, logger, signal }),
  };
}
