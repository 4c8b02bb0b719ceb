import { l10n } from 'vscode';
import { clientCommands } from '../../../server/src/lsp/protocol.ts';
import type { Command } from './command.ts';
import { imageOf } from './image-target.ts';

/** Signs a statement about one image, made of a file: an SBOM, how it was built, what a scanner found. */
export const attestImage: Command = {
  id: clientCommands.attestImage,
  async run(context, target) {
    const { askAttestation, sign } = await import('../signing/index.ts');
    const title = l10n.t('Attest');
    await sign(context, { title, image: imageOf(target), attestation: () => askAttestation(title) });
  },
};
