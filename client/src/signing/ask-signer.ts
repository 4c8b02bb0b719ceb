import { l10n, type QuickPickItem, Uri, window, workspace } from 'vscode';
import type { Choice } from './choices.ts';
import { type SignerChoice, signerChoices } from './choices.ts';

export type ChosenSigner = Extract<
  SignerChoice,
  { readonly type: 'key' | 'cosign' | 'keyless' | 'notation' }
>;

/** Who is to sign: a key that was used before, a file, a key management service, or whoever signs in. */
export async function askSigner(
  title: string,
  recent: readonly string[],
  attestation: boolean,
): Promise<ChosenSigner | undefined> {
  const placeHolder = l10n.t('Who signs?');
  const choice = await pick(signerChoices(recent, shortPath, attestation), { title, placeHolder });
  switch (choice?.type) {
    case undefined:
      return undefined;
    case 'pick-file': {
      const file = await askFile(l10n.t('Private key to sign with'), { [l10n.t('Private keys')]: ['key'] });
      return file && { type: 'key', key: file.toString() };
    }
    case 'type-reference': {
      const key = await window.showInputBox({
        title,
        prompt: l10n.t('The key as cosign names it; cosign must be installed and able to use it'),
        placeHolder: 'awskms:///alias/NAME, gcpkms://…, azurekms://…, hashivault://NAME, k8s://…',
        ignoreFocusOut: true,
        validateInput: (typed) =>
          /^[a-z][a-z0-9+-]*:.+$/.test(typed.trim())
            ? undefined
            : l10n.t('It begins with the name of the service and a colon.'),
      });
      return key === undefined ? undefined : { type: 'cosign', key: key.trim() };
    }
    default:
      return choice;
  }
}

/** A file from the workspace's disk. */
export async function askFile(
  title: string,
  filters: Readonly<Record<string, string[]>> = {},
): Promise<Uri | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const files = await window.showOpenDialog({
    title,
    filters: { ...filters, [l10n.t('All files')]: ['*'] },
    ...(folder && { defaultUri: folder }),
  });
  return files?.[0];
}

/** The value of what was picked of a list. */
export async function pick<T>(
  choices: readonly Choice<T>[],
  { title, placeHolder }: { readonly title: string; readonly placeHolder: string },
): Promise<T | undefined> {
  const options = { title, placeHolder, ignoreFocusOut: true, matchOnDescription: true, matchOnDetail: true };
  const items: readonly (Choice<T> & QuickPickItem)[] = choices;
  return (await window.showQuickPick(items, options))?.value;
}

/** A file as people name it: from its workspace folder. */
export function shortPath(uri: string): string {
  return workspace.asRelativePath(Uri.parse(uri));
}
