import { type Uri, WorkspaceEdit, workspace } from 'vscode';

/** Adds a line to the end of a file, which is made if it is not there, and saves it unless somebody is at work on it. */
export async function addLine(uri: Uri, line: string): Promise<boolean> {
  const edit = new WorkspaceEdit();
  edit.createFile(uri, { ignoreIfExists: true });
  if (!(await workspace.applyEdit(edit))) return false;
  const document = await workspace.openTextDocument(uri);
  const unsaved = document.isDirty;
  const last = document.lineAt(document.lineCount - 1);
  const addition = new WorkspaceEdit();
  addition.insert(uri, last.range.end, last.text === '' ? `${line}\n` : `\n${line}\n`);
  if (!(await workspace.applyEdit(addition))) return false;
  return unsaved || (await document.save());
}
