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
  const { question } = result;
  if (question !== undefined) {
    const { message, detail, button } = question;
    if ((await window.showWarningMessage(message, { modal: true, detail }, button)) !== button) return;
  }
  const client = await server.client();
  const protocolEdit = result.edit as ProtocolEdit;
  const edit = await client.protocol2CodeConverter.asWorkspaceEdit(protocolEdit);
  // The rule comes last: it must not name what is not there yet.
  const uris = [...(result.before ?? []), result.uri].map((each) => Uri.parse(each));
  const unsaved = workspace.textDocuments.filter(({ isDirty }) => isDirty).map((each) => each.uri.toString());
  if (!client.validateWorkspaceEdit(protocolEdit) || !(await workspace.applyEdit(edit))) {
    void window.showWarningMessage(l10n.t('The files were changed meanwhile, so no rule was written.'));
    return;
  }
  let saved = true;
  for (const each of uris) {
    // What somebody has left unsaved there is theirs to save.
    saved &&= !unsaved.includes(each.toString()) && (await (await workspace.openTextDocument(each)).save());
  }
  const uri = uris.at(-1);
  const open = l10n.t('Open File');
  const message = saved
    ? l10n.t('Trusted for {0} from now on: {1}', result.images, who)
    : l10n.t('Trusted for {0} once everything is saved: {1}', result.images, who);
  // A quick fix is not done before its command is, so nobody waits here for an answer.
  void window.showInformationMessage(message, open).then((choice) => {
    if (choice === open) void commands.executeCommand('vscode.open', uri);
  });
}
