import { commands, l10n, Uri, window, workspace } from 'vscode';
import type { WorkspaceEdit as ProtocolEdit } from 'vscode-languageclient/node';
import { clientCommands, type PinResult } from '../../../server/src/lsp/protocol.ts';
import type { CommandContext } from './command.ts';
import { needingConfirmation } from './needing-confirmation.ts';

/**
 * Applies the server's edits as one undo step and says what was done. With `ask`, nothing is written before the person
 * has said so: all at once, or one by one in VS Code's refactoring preview.
 */
export async function applyPins(
  { server, output }: CommandContext,
  result: PinResult,
  { ask }: { readonly ask: boolean },
): Promise<void> {
  for (const { uri, image, reason } of result.skipped) {
    output.warn(`${workspace.asRelativePath(Uri.parse(uri))}: ${image}: ${reason}`);
  }
  if (result.pinned > 0) {
    const client = await server.client();
    const protocolEdit = result.edit as ProtocolEdit;
    const edit = await client.protocol2CodeConverter.asWorkspaceEdit(protocolEdit);
    const answer = ask ? await askFirst(result.pinned, edit.size) : 'pin';
    if (answer === undefined) return;
    if (!client.validateWorkspaceEdit(protocolEdit)) {
      void window.showWarningMessage(
        l10n.t(
          'A file was changed while its images were looked up, so nothing was pinned. Run the command again.',
        ),
      );
      return;
    }
    const label = l10n.t('Pin images to their digests');
    // A refactoring saves the files that it changes; the file that is being edited is left for the person to save.
    const applied = await workspace.applyEdit(
      answer === 'preview' ? needingConfirmation(edit, label) : edit,
      {
        isRefactoring: ask,
      },
    );
    // Which of the previewed edits were chosen is not known.
    if (!applied || answer === 'preview') return;
  }
  await report(result);
}

async function askFirst(images: number, files: number): Promise<'pin' | 'preview' | undefined> {
  const pin = l10n.t('Pin');
  const preview = l10n.t('Choose in a Preview');
  const choice = await window.showInformationMessage(
    l10n.t('Images that can be pinned to their digests: {0}, in files: {1}.', images, files),
    { modal: true, detail: l10n.t('A single undo takes all of it back.') },
    pin,
    preview,
  );
  if (choice === pin) return 'pin';
  return choice === preview ? 'preview' : undefined;
}

async function report({ pinned, skipped }: PinResult): Promise<void> {
  const done =
    pinned > 0 ? l10n.t('Images pinned: {0}.', pinned) : l10n.t('There was no image that could be pinned.');
  if (skipped.length === 0) {
    void window.showInformationMessage(done);
    return;
  }
  const show = l10n.t('Show Output');
  const left = l10n.t('Images that could not be looked up: {0}; the output says why.', skipped.length);
  const choice = await window.showWarningMessage(`${done} ${left}`, show);
  if (choice === show) await commands.executeCommand(clientCommands.showOutput);
}
