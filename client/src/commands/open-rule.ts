import { commands, l10n, Uri, window } from 'vscode';
import { ruleIds } from '../../../server/src/configuration/rule-ids.ts';
import { clientCommands } from '../../../server/src/lsp/protocol.ts';
import type { Command } from './command.ts';

/** Shows the page of a rule, which comes with the extension. */
export const openRule: Command = {
  id: clientCommands.openRule,
  async run({ extensionUri }, rule) {
    // A hover's links are made from manifest text in the end, so only names of rules become part of a path.
    const id = ruleIds.find((known) => known === rule);
    if (id === undefined) {
      void window.showWarningMessage(l10n.t('ImageSeal has no rule "{0}".', String(rule)));
      return;
    }
    const page = Uri.joinPath(extensionUri, 'docs', 'rules', `${id}.md`);
    await commands.executeCommand('markdown.showPreview', page);
  },
};
