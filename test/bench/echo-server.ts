// The floor: a language server on the framework that ours uses, bundled in the same way, that only keeps the text up to
// date and answers with the diagnostics it was last told to. No analysis, no network.
import {
  createConnection,
  type Diagnostic,
  DocumentDiagnosticReportKind,
  ProposedFeatures,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
let stored: Diagnostic[] = [];
let pull = false;

connection.onInitialize(({ capabilities }) => {
  pull = capabilities.textDocument?.diagnostic !== undefined;
  return {
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      ...(pull && { diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false } }),
    },
  };
});
connection.onNotification('bench/store', (params: { items: Diagnostic[] }) => {
  stored = params.items;
});
connection.languages.diagnostics.on(() => ({ kind: DocumentDiagnosticReportKind.Full, items: stored }));
documents.onDidChangeContent(({ document }) => {
  if (pull) return;
  const { uri, version } = document;
  void connection.sendDiagnostics({ uri, version, diagnostics: stored });
});
documents.listen(connection);
connection.listen();
