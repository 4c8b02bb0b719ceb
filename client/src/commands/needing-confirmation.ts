import { type TextEdit, WorkspaceEdit, type WorkspaceEditEntryMetadata } from 'vscode';

/** The same edits of files that there are, each to be agreed to in VS Code's refactoring preview, under `label`. */
export function needingConfirmation(edit: WorkspaceEdit, label: string): WorkspaceEdit {
  const metadata: WorkspaceEditEntryMetadata = { needsConfirmation: true, label };
  const confirmed = new WorkspaceEdit();
  for (const [uri, edits] of edit.entries()) {
    const entries: [TextEdit, WorkspaceEditEntryMetadata][] = edits.map((each) => [each, metadata]);
    confirmed.set(uri, entries);
  }
  return confirmed;
}
