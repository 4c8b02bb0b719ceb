import { l10n, window } from 'vscode';
import { clientCommands } from '../../../server/src/lsp/protocol.ts';
import type { Command } from './command.ts';

/** Takes the passwords of keys out of the system's keychain again. */
export const forgetPasswords: Command = {
  id: clientCommands.forgetPasswords,
  async run({ passwords }) {
    const count = await passwords.forgetAll();
    void window.showInformationMessage(
      count === 0
        ? l10n.t('No signing password was remembered.')
        : l10n.t('Signing passwords forgotten: {0}.', count),
    );
  },
};
