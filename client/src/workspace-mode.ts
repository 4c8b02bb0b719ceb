import { l10n, workspace } from 'vscode';

/** No folder of the workspace is on a disk (GitHub Repositories and the like): local rules only, no connections. */
export function isVirtualWorkspace(): boolean {
  const folders = workspace.workspaceFolders ?? [];
  return folders.length > 0 && folders.every((folder) => folder.uri.scheme !== 'file');
}

/** Whether the server may connect and read credentials. */
export function mayConnect(): boolean {
  return workspace.isTrusted && !isVirtualWorkspace();
}

/** Why nothing may be sent to a registry, or `undefined`. */
export function connectionRefusal(): string | undefined {
  if (!workspace.isTrusted) return l10n.t('The workspace is not trusted, so no registry is asked.');
  if (isVirtualWorkspace()) return l10n.t('The workspace is virtual, so no registry is asked.');
  return undefined;
}
