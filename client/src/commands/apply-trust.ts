import { commands, l10n, Uri, window, workspace } from 'vscode';
import type { WorkspaceEdit as ProtocolEdit } from 'vscode-languageclient/node';
import type { TrustSignerResult } from '../../../server/src/lsp/protocol.ts';
import type { CommandContext } from './command.ts';

/** Writes the rule that the server has made, and saves it: only then does it count. `who`: whom it trusts, for people. */
export async function applyTrust(
  { server }: Pick<CommandContext, 'server'>,
  result: TrustSignerResult | null,
  who: string,
): Promise<void> {
  if (result === null) throw new Error('The server could not say what to write.');
  if ('problem' in result) {
    void window.showWarningMessage(result.problem);
    return;
  }
  const client = await server.client();
  const protocolEdit = result.edit as ProtocolEdit;
  const edit = await client.protocol2CodeConverter.asWorkspaceEdit(protocolEdit);
  const uri = Uri.parse(result.uri);
  const unsaved = workspace.textDocuments.some(
    (document) => document.isDirty && document.uri.toString() === uri.toString(),
  );
  if (!client.validateWorkspaceEdit(protocolEdit) || !(await workspace.applyEdit(edit))) {
    void window.showWarningMessage(l10n.t('.imageseal.yaml was changed meanwhile, so no rule was written.'));
    return;
  }
  // What somebody has left unsaved there is theirs to save.
  const saved = !unsaved && (await (await workspace.openTextDocument(uri)).save());
  const open = l10n.t('Open .imageseal.yaml');
  const message = saved
    ? l10n.t('Trusted for {0} from now on: {1}', result.images, who)
    : l10n.t('Trusted for {0} once .imageseal.yaml is saved: {1}', result.images, who);
  // A quick fix is not done before its command is, so nobody waits here for an answer.
  void window.showInformationMessage(message, open).then((choice) => {
    if (choice === open) void commands.executeCommand('vscode.open', uri);
  });
}
