import { commands, l10n, ProgressLocation, window } from 'vscode';
import { clientCommands } from '../../../server/src/lsp/protocol.ts';
import {
  type TestCertificateParams,
  type TestCertificateResult,
  testCertificateRequest,
} from '../../../server/src/lsp/signing-protocol.ts';
import type { Command } from './command.ts';

/**
 * A key and a certificate for tests, as `notation cert generate-test` makes them, where notation keeps its own. `signing`: an
 * image is about to be signed with it.
 */
export const generateTestCertificate: Command = {
  id: clientCommands.generateNotationTestCertificate,
  async run({ server }, signing) {
    const title = l10n.t('Generate Test Certificate (Notary Project)');
    const name = await window.showInputBox({
      title,
      prompt: l10n.t(
        'Name of the key; for tests only: no password, valid for one day, and nobody vouches for it',
      ),
      placeHolder: 'imageseal-test',
      ignoreFocusOut: true,
      validateInput: (typed) =>
        /^(?=.*[^.])[\w.-]{1,100}$/.test(typed)
          ? undefined
          : l10n.t('Letters, digits, ".", "_" and "-" alone.'),
    });
    if (name === undefined) return;
    const choices = [
      {
        value: 'trust',
        label: l10n.t('Trust it'),
        description: l10n.t('put it into the trust store ca:{0} of notation; remove it after the test', name),
      },
      {
        value: 'default',
        label: l10n.t('Default key'),
        description: l10n.t('for notation sign without a key'),
      },
    ];
    const picked = await window.showQuickPick(choices, {
      title,
      placeHolder: l10n.t('Options (none are needed: press Enter)'),
      canPickMany: true,
      ignoreFocusOut: true,
    });
    if (picked === undefined) return;
    const has = (option: string) => picked.some(({ value }) => value === option);
    const params: TestCertificateParams = { name, trust: has('trust'), isDefault: has('default') };
    const progress = { location: ProgressLocation.Notification, title: l10n.t('Making a key') };
    const result = await window.withProgress(progress, () =>
      server.ask<TestCertificateResult | null>(testCertificateRequest, params),
    );
    if (result === null || 'problem' in result) {
      void window.showErrorMessage(
        result?.problem ?? l10n.t('No certificate was written; the output says why.'),
      );
      return;
    }
    const sign = l10n.t('Sign Image…');
    const written = l10n.t('Written, for tests only: {0} and {1}.', result.key, result.certificate);
    const next = signing === true ? [] : [sign];
    void window.showInformationMessage(written, ...next).then((choice) => {
      if (choice === sign) void commands.executeCommand(clientCommands.signImage);
    });
  },
};
