import { l10n, Position, type QuickPickItem, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import type { WorkspaceEdit as ProtocolEdit } from 'vscode-languageclient/node';
import {
  clientCommands,
  type SigningPlanItem,
  type SigningPlansResult,
  signingPlansRequest,
} from '../../../server/src/lsp/protocol.ts';
import type { Command, CommandContext } from './command.ts';
import { imageOf } from './image-target.ts';
import { needingConfirmation } from './needing-confirmation.ts';
import { pickImage } from './pick-image.ts';
import { requestWithProgress } from './progress.ts';

interface Choice extends QuickPickItem {
  readonly plan: SigningPlanItem;
}

/** Adds the step that signs an image to the CI file that builds it: shown first, written when the person has agreed. */
export const addSigningStep: Command = {
  id: clientCommands.addSigningStep,
  async run(context, target) {
    const { server } = context;
    const params = imageOf(target) ?? (await pickImage(server, l10n.t('Add Signing Step to CI')));
    if (params === undefined) return;
    const title = l10n.t('Looking for the CI file that builds the image');
    const result = await requestWithProgress<SigningPlansResult | null>(
      server,
      title,
      signingPlansRequest,
      params,
    );
    if (result === undefined) return;
    if (result === null) {
      void window.showInformationMessage(l10n.t('There is no image in this place any more.'));
      return;
    }
    const { image, plans, signed, problem } = result;
    if (plans.length === 0) {
      const done = l10n.t('{0} is signed already: {1}.', image, signed.join('; '));
      void window.showInformationMessage(problem ?? done);
      return;
    }
    const plan = await choose(image, plans);
    if (plan) await preview(context, plan);
  },
};

async function choose(
  image: string,
  plans: readonly SigningPlanItem[],
): Promise<SigningPlanItem | undefined> {
  if (plans.length === 1) return plans[0];
  const differ = plans.some(({ tool }) => tool !== plans[0]?.tool);
  const choices = plans.map((plan): Choice => {
    const { file, label, notes, tool } = plan;
    const name = tool === 'cosign' ? 'Cosign' : 'Notation';
    const description = differ ? l10n.t('{0}, with {1}', label, name) : label;
    return { label: file, description, detail: notes.join(' '), plan };
  });
  const title = l10n.t('Which build of {0} is to sign it?', image);
  return (await window.showQuickPick(choices, { title, matchOnDescription: true }))?.plan;
}

async function preview({ server, output }: CommandContext, plan: SigningPlanItem): Promise<void> {
  const client = await server.client();
  const protocolEdit = plan.edit as ProtocolEdit;
  const label = l10n.t('Sign the image in {0}', plan.file);
  const uri = Uri.parse(plan.uri);
  const edit =
    plan.kind === 'create'
      ? newFile(uri, protocolEdit, label)
      : needingConfirmation(await client.protocol2CodeConverter.asWorkspaceEdit(protocolEdit), label);
  if (!client.validateWorkspaceEdit(protocolEdit)) {
    void window.showWarningMessage(l10n.t('{0} was changed meanwhile. Run the command again.', plan.file));
    return;
  }
  const applied = await workspace.applyEdit(edit, { isRefactoring: true });
  if (!applied || plan.notes.length === 0) return;
  for (const note of plan.notes) output.info(`${plan.file}: ${note}`);
  void window.showInformationMessage(plan.notes.join(' '));
}

/** The client's own converter leaves out that making a file is to be agreed to as well. */
function newFile(uri: Uri, { documentChanges = [] }: ProtocolEdit, label: string): WorkspaceEdit {
  const metadata = { needsConfirmation: true, label };
  const edit = new WorkspaceEdit();
  edit.createFile(uri, { ignoreIfExists: false }, metadata);
  for (const change of documentChanges) {
    if ('edits' in change) {
      for (const each of change.edits) {
        if ('newText' in each) edit.insert(uri, new Position(0, 0), each.newText, metadata);
      }
    }
  }
  return edit;
}
