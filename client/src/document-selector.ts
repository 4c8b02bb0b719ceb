import { type DocumentFilter, workspace } from 'vscode';

/** The documents that are shown to the server; JSON passes the gate first (json-gate.ts). */
export function documentSelector(): DocumentFilter[] {
  const schemes = new Set(['file', 'untitled', 'vscode-vfs']);
  for (const folder of workspace.workspaceFolders ?? []) schemes.add(folder.uri.scheme);
  return ['yaml', 'helm', 'json'].flatMap((language) => [...schemes].map((scheme) => ({ language, scheme })));
}
