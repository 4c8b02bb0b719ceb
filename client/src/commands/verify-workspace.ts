import { l10n } from 'vscode';
import {
  clientCommands,
  type VerifyWorkspaceResult,
  verifyWorkspaceRequest,
} from '../../../server/src/lsp/protocol.ts';
import type { Command } from './command.ts';
import { requestWithProgress } from './progress.ts';

/** Checks every manifest of the workspace and opens a report that sums its images up by verdict. */
export const verifyWorkspace: Command = {
  id: clientCommands.verifyWorkspace,
  async run({ server, reports }) {
    const title = l10n.t('Verifying the images of the workspace');
    const result = await requestWithProgress<VerifyWorkspaceResult | null>(
      server,
      title,
      verifyWorkspaceRequest,
      {},
    );
    if (result) await reports.show(result);
  },
};
