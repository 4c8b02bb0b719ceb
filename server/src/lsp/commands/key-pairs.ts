import type { SessionContext } from '../context.ts';
import type { TrustSignerResult } from '../protocol.ts';
import { loadSigning } from '../signing/load-signing.ts';
import {
  type CheckKeyPairParams,
  type CheckKeyPairResult,
  checkKeyPairRequest,
  type GenerateKeyPairParams,
  generateKeyPairRequest,
  type ImportKeyPairParams,
  importKeyPairRequest,
  type KeyPairResult,
  type TrustKeyParams,
  trustKeyRequest,
} from '../signing-protocol.ts';
import { keyRequests } from './key-requests.ts';

/** Key pairs: checked, made, imported and trusted. Nothing of it needs a connection, all of it a trusted workspace. */
export function registerKeyPairs(context: SessionContext): void {
  const serve = keyRequests(context);
  serve<CheckKeyPairParams, CheckKeyPairResult>(checkKeyPairRequest, async (params) =>
    (await loadSigning()).checkKeyPair(params),
  );
  serve<GenerateKeyPairParams, KeyPairResult>(generateKeyPairRequest, async (params) =>
    (await loadSigning()).generateKeyPair(params),
  );
  serve<ImportKeyPairParams, KeyPairResult>(importKeyPairRequest, async (params) =>
    (await loadSigning()).importKeyPair(params),
  );
  serve<TrustKeyParams, TrustSignerResult>(trustKeyRequest, async (params) =>
    (await loadSigning()).trustKey(context, params),
  );
}
