import { commands, l10n, Uri, window, workspace } from 'vscode';
import type { WorkspaceEdit as ProtocolEdit } from 'vscode-languageclient/node';
import {
  clientCommands,
  type TrustedSigner,
  type TrustSignerParams,
  type TrustSignerResult,
  trustSignerRequest,
} from '../../../server/src/lsp/protocol.ts';
import type { Command } from './command.ts';

/** Writes a rule to `.imageseal.yaml` that trusts who signed an image, and saves it: only then does it count. */
export const trustSigner: Command = {
  id: clientCommands.trustSigner,
  async run({ server }, target) {
    const params = target as TrustSignerParams | undefined;
    if (typeof params?.uri !== 'string') return;
    const result = await server.ask<TrustSignerResult | null>(trustSignerRequest, params);
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
      void window.showWarningMessage(
        l10n.t('.imageseal.yaml was changed meanwhile, so no rule was written.'),
      );
      return;
    }
    // What somebody has left unsaved there is theirs to save.
    const saved = !unsaved && (await (await workspace.openTextDocument(uri)).save());
    const who = nameOf(params.signer);
    const open = l10n.t('Open .imageseal.yaml');
    const message = saved
      ? l10n.t('Trusted for {0} from now on: {1}', result.images, who)
      : l10n.t('Trusted for {0} once .imageseal.yaml is saved: {1}', result.images, who);
    // A quick fix is not done before its command is, so nobody waits here for an answer.
    void window.showInformationMessage(message, open).then((choice) => {
      if (choice === open) void commands.executeCommand('vscode.open', uri);
    });
  },
};

function nameOf(signer: TrustedSigner): string {
  return 'keyFile' in signer ? signer.keyFile : signer.subject;
}
