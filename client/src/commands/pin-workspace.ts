import { l10n } from 'vscode';
import { clientCommands, type PinResult, pinRequest } from '../../../server/src/lsp/protocol.ts';
import { applyPins } from './apply-pins.ts';
import type { Command } from './command.ts';
import { requestWithProgress } from './progress.ts';

/** Pins every image of the workspace, once the person has agreed, after a preview if wanted. */
export const pinWorkspace: Command = {
  id: clientCommands.pinWorkspace,
  async run(context) {
    const title = l10n.t('Pinning images of the workspace');
    const result = await requestWithProgress<PinResult>(context.server, title, pinRequest, {});
    if (result !== undefined) await applyPins(context, result, { ask: true });
  },
};
