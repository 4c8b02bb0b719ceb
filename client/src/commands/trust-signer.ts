import {
  clientCommands,
  type TrustedSigner,
  type TrustSignerParams,
  type TrustSignerResult,
  trustSignerRequest,
} from '../../../server/src/lsp/protocol.ts';
import { applyTrust } from './apply-trust.ts';
import type { Command } from './command.ts';

/** Writes a rule to `.imageseal.yaml` that trusts who signed an image. */
export const trustSigner: Command = {
  id: clientCommands.trustSigner,
  async run(context, target) {
    const params = target as TrustSignerParams | undefined;
    if (typeof params?.uri !== 'string') return;
    const result = await context.server.ask<TrustSignerResult | null>(trustSignerRequest, params);
    await applyTrust(context, result, nameOf(params.signer));
  },
};

function nameOf(signer: TrustedSigner): string {
  return 'keyFile' in signer ? signer.keyFile : signer.subject;
}
