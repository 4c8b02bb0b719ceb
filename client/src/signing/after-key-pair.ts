import { l10n, Uri, window, workspace } from 'vscode';
import type { TrustSignerResult } from '../../../server/src/lsp/protocol.ts';
import { type KeyPairResult, trustKeyRequest } from '../../../server/src/lsp/signing-protocol.ts';
import { applyTrust } from '../commands/apply-trust.ts';
import type { CommandContext } from '../commands/command.ts';
import { addLine } from './add-line.ts';

/** What comes next once a key pair is there: nothing of it happens unasked. */
export async function afterKeyPair(context: CommandContext, result: KeyPairResult): Promise<void> {
  if ('problem' in result) {
    void window.showErrorMessage(result.problem);
    return;
  }
  const { privateKey, publicKey, ignore } = result;
  const names = [privateKey, publicKey].map((uri) => workspace.asRelativePath(Uri.parse(uri)));
  const [key = '', pub = ''] = names;
  const trust = l10n.t('Trust This Key…');
  const keepOut = l10n.t('Add to .gitignore');
  const written = l10n.t('Written: {0}, which is secret, and {1}, for whoever verifies.', key, pub);
  if (ignore === undefined) {
    if ((await window.showInformationMessage(written, trust)) === trust) await trustKey(context, publicKey);
    return;
  }
  const warning = l10n.t('Git would take in the private key.');
  const choice = await window.showWarningMessage(`${written} ${warning}`, keepOut, trust);
  if (choice === keepOut) {
    if (await addLine(Uri.parse(ignore.uri), ignore.line)) {
      const done = l10n.t('Git ignores {0} from now on.', key);
      if ((await window.showInformationMessage(done, trust)) === trust) await trustKey(context, publicKey);
    } else {
      void window.showWarningMessage(l10n.t('Add this line to {0}: {1}', ignore.uri, ignore.line));
    }
  }
  if (choice === trust) await trustKey(context, publicKey);
}

async function trustKey(context: CommandContext, publicKey: string): Promise<void> {
  const images = await window.showInputBox({
    title: l10n.t('Trust This Key'),
    prompt: l10n.t('Whose images it signs: a pattern over full names, written to .imageseal.yaml'),
    placeHolder: 'ghcr.io/acme/**',
    ignoreFocusOut: true,
    validateInput: (typed) => (typed.trim() === '' ? l10n.t('A pattern is needed.') : undefined),
  });
  if (images === undefined) return;
  const params = { publicKey, images: images.trim() };
  const result = await context.server.ask<TrustSignerResult | null>(trustKeyRequest, params);
  await applyTrust(context, result, workspace.asRelativePath(Uri.parse(publicKey)));
}
