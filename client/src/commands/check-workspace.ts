import { commands, l10n, window } from 'vscode';
import {
  type CheckWorkspaceResult,
  checkWorkspaceRequest,
  clientCommands,
} from '../../../server/src/lsp/protocol.ts';
import type { Command } from './command.ts';
import { requestWithProgress } from './progress.ts';

/** Checks every manifest of the workspace, opened or not; what is found appears in Problems. */
export const checkWorkspace: Command = {
  id: clientCommands.checkWorkspace,
  async run({ server }) {
    const title = l10n.t('Checking the manifests of the workspace');
    const result = await requestWithProgress<CheckWorkspaceResult>(server, title, checkWorkspaceRequest, {});
    if (result === undefined) return;
    const { files, images, findings, unknown } = result;
    const summary = l10n.t(
      'Checked {0} files with {1} images: {2} findings, {3} images unknown.',
      files,
      images,
      findings,
      unknown,
    );
    const show = l10n.t('Show Problems');
    const choice = await window.showInformationMessage(summary, ...(findings > 0 ? [show] : []));
    if (choice === show) await commands.executeCommand('workbench.actions.view.problems');
  },
};
