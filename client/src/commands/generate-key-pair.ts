import { l10n, ProgressLocation, window } from 'vscode';
import { clientCommands } from '../../../server/src/lsp/protocol.ts';
import {
  type CheckKeyPairResult,
  checkKeyPairRequest,
  type GenerateKeyPairParams,
  generateKeyPairRequest,
  type KeyPairResult,
} from '../../../server/src/lsp/signing-protocol.ts';
import type { Command } from './command.ts';

/** Makes a key pair as `cosign generate-key-pair` does: type, place, password, and never over what is there. */
export const generateKeyPair: Command = {
  id: clientCommands.generateKeyPair,
  async run(context) {
    const { askNewPassword, askPlace, afterKeyPair, keyTypeChoices, pick } = await import(
      '../signing/index.ts'
    );
    const { server } = context;
    const title = l10n.t('Generate Key Pair');
    const placeHolder = l10n.t('What kind of key?');
    const type = await pick(keyTypeChoices(), { title, placeHolder });
    if (type === undefined) return;
    const place = await askPlace(title, 'cosign');
    if (place === undefined) return;
    const where = { folder: place.folder.toString(), prefix: place.prefix };
    const check = await server.ask<CheckKeyPairResult | null>(checkKeyPairRequest, where);
    if (check === null || 'problem' in check) {
      await afterKeyPair(context, check ?? failed());
      return;
    }
    const password = await askNewPassword(title, `${place.prefix}.key`);
    if (password === undefined) return;
    const params: GenerateKeyPairParams = { ...where, type, password };
    const options = { location: ProgressLocation.Notification, title: l10n.t('Making a key pair') };
    const result = await window.withProgress(options, () =>
      server.ask<KeyPairResult | null>(generateKeyPairRequest, params),
    );
    await afterKeyPair(context, result ?? failed());
  },
};

function failed() {
  return { problem: l10n.t('No key pair was written; the output says why.') };
}
