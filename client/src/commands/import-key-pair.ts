import { l10n, window } from 'vscode';
import { clientCommands } from '../../../server/src/lsp/protocol.ts';
import {
  type CheckKeyPairResult,
  checkKeyPairRequest,
  type ImportKeyPairParams,
  importKeyPairRequest,
  type KeyPairResult,
} from '../../../server/src/lsp/signing-protocol.ts';
import type { Command, CommandContext } from './command.ts';

/** Turns a private key in PEM into Cosign's format, as `cosign import-key-pair` does. */
export const importKeyPair: Command = {
  id: clientCommands.importKeyPair,
  async run(context) {
    const { askFile, askNewPassword, askPlace, afterKeyPair } = await import('../signing/index.ts');
    const title = l10n.t('Import Key Pair');
    const file = await askFile(l10n.t('Private key in PEM'), { [l10n.t('Private keys')]: ['pem', 'key'] });
    if (file === undefined) return;
    const place = await askPlace(title, 'import-cosign');
    if (place === undefined) return;
    const where = { folder: place.folder.toString(), prefix: place.prefix, key: file.toString() };
    const check = await context.server.ask<CheckKeyPairResult | null>(checkKeyPairRequest, where);
    if (check === null || 'problem' in check) {
      await afterKeyPair(context, check ?? failed());
      return;
    }
    const password = await askNewPassword(title, `${place.prefix}.key`);
    if (password === undefined) return;
    const result = await importing(context, title, { ...where, password }, check.passphrase);
    if (result !== undefined) await afterKeyPair(context, result);
  },
};

/** Asks for the passphrase that the PEM has now until it is right, or the person gives up. */
async function importing(
  { server }: CommandContext,
  title: string,
  params: ImportKeyPairParams,
  encrypted: boolean,
): Promise<KeyPairResult | undefined> {
  let problem: string | undefined;
  for (;;) {
    const passphrase = encrypted ? await askPassphrase(title, problem) : undefined;
    if (encrypted && passphrase === undefined) return undefined;
    const given = passphrase === undefined ? {} : { passphrase };
    const result = await server.ask<KeyPairResult | null>(importKeyPairRequest, { ...params, ...given });
    if (result === null) return failed();
    if (!('problem' in result) || !result.wrong) return result;
    problem = result.problem;
  }
}

async function askPassphrase(title: string, problem: string | undefined): Promise<string | undefined> {
  const question = l10n.t('The passphrase that the key is encrypted with now');
  const prompt = problem === undefined ? question : `${problem} ${question}`;
  return await window.showInputBox({ title, prompt, password: true, ignoreFocusOut: true });
}

function failed() {
  return { problem: l10n.t('No key pair was written; the output says why.') };
}
