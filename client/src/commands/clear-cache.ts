import { l10n, window } from 'vscode';
import { clearCacheNotification, clientCommands } from '../../../server/src/lsp/protocol.ts';
import type { Command } from './command.ts';

/** Forgets what registries have said, in memory and on disk; open manifests are looked up again. */
export const clearCache: Command = {
  id: clientCommands.clearCache,
  async run({ server }) {
    const client = await server.client();
    await client.sendNotification(clearCacheNotification, {});
    void window.showInformationMessage(
      l10n.t('Everything known about images was forgotten; it is looked up again.'),
    );
  },
};
