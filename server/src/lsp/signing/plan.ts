import * as l10n from '@vscode/l10n';
import type { SessionContext } from '../context.ts';
import type { SigningPlanParams, SigningPlanResult } from '../signing-protocol.ts';
import { publicationOf } from './publishing.ts';
import { signingRefusal } from './refusal.ts';
import type { ServicesSource } from './services.ts';
import { tokenAtHand } from './sign-in.ts';

/** What would become public, and where somebody would sign in. */
export async function signingPlan(
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
