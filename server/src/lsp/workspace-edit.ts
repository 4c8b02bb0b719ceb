import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import type { ClientFeatures } from './client-features.ts';
import type { OpenDocument } from './document-store.ts';

export interface FileEdits {
  readonly uri: string;
  /** `null` for a file that is not open. */
  readonly version: number | null;
  readonly edits: readonly TextEdit[];
}

type EditFeatures = Pick<ClientFeatures, 'documentChanges'>;

/** Edits of one open document, guarded by its version where the client can check it. */
export function editOf(
  client: EditFeatures,
  document: OpenDocument,
  edits: readonly TextEdit[],
): WorkspaceEdit {
  return editOfFiles(client, [{ uri: document.uri, version: document.version, edits }]);
}

export function editOfFiles(client: EditFeatures, files: readonly FileEdits[]): WorkspaceEdit {
  if (!client.documentChanges) {
    return { changes: Object.fromEntries(files.map(({ uri, edits }) => [uri, [...edits]])) };
  }
  return {
    documentChanges: files.map(({ uri, version, edits }) => ({
      textDocument: { uri, version },
      edits: [...edits],
    })),
  };
}
