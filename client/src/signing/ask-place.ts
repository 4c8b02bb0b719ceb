import { l10n, type Uri, window, workspace } from 'vscode';

export interface KeyPlace {
  readonly folder: Uri;
  /** `cosign` makes `cosign.key` and `cosign.pub`. */
  readonly prefix: string;
}

/** Where a key pair is to be written. */
export async function askPlace(title: string, suggested: string): Promise<KeyPlace | undefined> {
  const folder = await askFolder(title);
  if (folder === undefined) return undefined;
  const prefix = await window.showInputBox({
    title,
    prompt: l10n.t('Name of the key files: NAME.key and NAME.pub in {0}', workspace.asRelativePath(folder)),
    value: suggested,
    ignoreFocusOut: true,
    validateInput: (typed) => (typed.trim() === '' ? l10n.t('The files need a name.') : undefined),
  });
  return prefix === undefined ? undefined : { folder, prefix: prefix.trim() };
}

async function askFolder(title: string): Promise<Uri | undefined> {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const items = [
    ...folders.map(({ name, uri }) => ({ label: `$(folder) ${name}`, description: uri.fsPath, uri })),
    { label: `$(folder-opened) ${l10n.t('Another folder…')}`, uri: undefined },
  ];
  const placeHolder = l10n.t('Where is the key pair to be written?');
  const choice =
    folders.length === 0
      ? items.at(-1)
      : await window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true });
  if (choice === undefined) return undefined;
  if (choice.uri !== undefined) return choice.uri;
  const picked = await window.showOpenDialog({ title, canSelectFiles: false, canSelectFolders: true });
  return picked?.[0];
}
