import type { SessionContext } from '../context.ts';
import { type TrustSignerParams, type TrustSignerResult, trustSignerRequest } from '../protocol.ts';
import { loadSigning } from '../signing/load-signing.ts';

/** `imageseal/trustSigner`: the edit that trusts who signed an image. */
export function registerTrustSigner(context: SessionContext): void {
  const { connection, guard } = context;
  const handler = guard.request<TrustSignerParams, TrustSignerResult | null>(
    trustSignerRequest,
    null,
    async (params) => (await loadSigning()).trustSigner(context, params),
  );
  connection.onRequest(
    trustSignerRequest,
    async (params: TrustSignerParams, token): Promise<unknown> => await handler(params, token),
  );
}
