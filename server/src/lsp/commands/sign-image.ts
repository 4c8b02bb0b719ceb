import * as l10n from '@vscode/l10n';
import type { SessionContext } from '../context.ts';
import { publicationOf } from '../signing/publishing.ts';
import { signingRefusal } from '../signing/refusal.ts';
import { runSigning } from '../signing/run-signing.ts';
import { ServicesSource } from '../signing/services.ts';
import { tokenAtHand } from '../signing/sign-in.ts';
import { signingTarget } from '../signing/target.ts';
import {
  type SignImageParams,
  type SignImageResult,
  type SigningPlanParams,
  type SigningPlanResult,
  type SigningTargetParams,
  type SigningTargetResult,
  signImageRequest,
  signingPlanRequest,
  signingTargetRequest,
} from '../signing-protocol.ts';
import type { LongRequests } from './long-requests.ts';

/** Signing, in three requests: what would be signed, what would become public, and, once both are agreed to, the deed. */
export function registerSigning(context: SessionContext, requests: LongRequests, onSigned: () => void): void {
  const services = new ServicesSource(context);
  requests.serve<SigningTargetParams, SigningTargetResult>(
    signingTargetRequest,
    () => l10n.t('Looking the image up'),
    (params, request) => signingTarget(context, params, request),
  );
  requests.serve<SigningPlanParams, SigningPlanResult>(
    signingPlanRequest,
    () => l10n.t('Asking which services sign'),
    (params, { signal }) => plan(context, services, params, signal),
  );
  requests.serve<SignImageParams, SignImageResult>(
    signImageRequest,
    () => l10n.t('Signing the image'),
    async (params, request) => {
      try {
        return await runSigning(context, params, request, services);
      } finally {
        // Of a password that nothing was done with.
        if ('password' in params.signer) params.signer.password = '';
        onSigned();
      }
    },
  );
}

async function plan(
  context: SessionContext,
  source: ServicesSource,
  { signer, upload, attestation }: SigningPlanParams,
  signal: AbortSignal,
): Promise<SigningPlanResult> {
  const refusal = signingRefusal(context);
  if (refusal !== undefined) return { problem: refusal };
  const configured = await source.chosen(signer, upload, signal);
  if ('problem' in configured) return configured;
  const { services, issuers } = configured;
  if (signer === 'key' && upload && services.logs.length === 0) {
    return { problem: l10n.t('The signing configuration names no transparency log to upload to.') };
  }
  const token = signer === 'keyless' ? await tokenAtHand({ http: context.host.http, signal }) : undefined;
  if (token && 'problem' in token) return token;
  const publication = publicationOf(services, signer, attestation, token);
  const [issuer] = signer === 'keyless' && token === undefined ? issuers : [];
  return {
    ...(publication && { publication }),
    ...(issuer !== undefined && URL.canParse(issuer) && { issuer: new URL(issuer).host }),
  };
}
