import * as l10n from '@vscode/l10n';
import type { SessionContext } from '../context.ts';
import { loadSigning } from '../signing/load-signing.ts';
import type { ServicesSource } from '../signing/services.ts';
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
  let services: ServicesSource | undefined;
  const load = async () => {
    const signing = await loadSigning();
    services ??= new signing.ServicesSource(context);
    return { signing, services };
  };
  requests.serve<SigningTargetParams, SigningTargetResult>(
    signingTargetRequest,
    () => l10n.t('Looking the image up'),
    async (params, request) => (await loadSigning()).signingTarget(context, params, request),
  );
  requests.serve<SigningPlanParams, SigningPlanResult>(
    signingPlanRequest,
    () => l10n.t('Asking which services sign'),
    async (params, { signal }) => {
      const { signing, services } = await load();
      return await signing.signingPlan(context, services, params, signal);
    },
  );
  requests.serve<SignImageParams, SignImageResult>(
    signImageRequest,
    () => l10n.t('Signing the image'),
    async (params, request) => {
      try {
        const { signing, services } = await load();
        return await signing.runSigning(context, params, request, services);
      } finally {
        // Of a password that nothing was done with.
        if ('password' in params.signer) params.signer.password = '';
        onSigned();
      }
    },
  );
}
