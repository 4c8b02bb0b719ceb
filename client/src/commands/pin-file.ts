import { l10n, Uri, window } from 'vscode';
import {
  clientCommands,
  type PinParams,
  type PinResult,
  pinRequest,
} from '../../../server/src/lsp/protocol.ts';
import { applyPins } from './apply-pins.ts';
import type { Command } from './command.ts';
import { requestWithProgress } from './progress.ts';

/** Pins every image of one file: the one given (a `Uri`, or its text from a hover link), or the one being edited. */
export const pinFile: Command = {
  id: clientCommands.pinFile,
  async run(context, target) {
    const uri = uriOf(target) ?? window.activeTextEditor?.document.uri;
    if (uri === undefined) {
      void window.showInformationMessage(l10n.t('Open the manifest whose images are to be pinned.'));
      return;
    }
    const params: PinParams = { uri: uri.toString() };
    const title = l10n.t('Pinning images');
    const result = await requestWithProgress<PinResult>(context.server, title, pinRequest, params);
    if (result !== undefined) await applyPins(context, result, { ask: false });
  },
};

function uriOf(target: unknown): Uri | undefined {
  if (target instanceof Uri) return target;
  return typeof target === 'string' ? Uri.parse(target, true) : undefined;
}
