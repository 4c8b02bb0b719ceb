import {
  type Connection,
  type Diagnostic,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from 'vscode-languageserver/node';
import type { DiagnosticsDelivery, DocumentDiagnostics } from './document-diagnostics.ts';
import type { DocumentStore, OpenDocument } from './document-store.ts';
import type { Guard } from './guard.ts';

const nothing: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };

/** `textDocument/diagnostic`, with a request to ask again when something was found out. */
export class DiagnosticsPull implements DiagnosticsDelivery {
  readonly #connection: Connection;
  readonly #documents: DocumentStore;
  readonly #diagnostics: DocumentDiagnostics;
  /** What the client was told last, and of which version. */
  readonly #told = new WeakMap<OpenDocument, { readonly version: number; readonly id: number }>();
  #refreshing = false;

  constructor(options: {
    readonly connection: Connection;
    readonly documents: DocumentStore;
    readonly diagnostics: DocumentDiagnostics;
    readonly guard: Guard;
  }) {
    this.#connection = options.connection;
    this.#documents = options.documents;
    this.#diagnostics = options.diagnostics;
    options.connection.languages.diagnostics.on(
      options.guard.request('textDocument/diagnostic', nothing, (params: DocumentDiagnosticParams) =>
        this.#answer(params),
      ),
    );
  }

  get busy(): boolean {
    return this.#refreshing;
  }

  changed(): void {}

  closed(): void {}

  /** Asks the client to ask again, if any document it knows would get another answer. */
  async refresh(): Promise<void> {
    let changed = false;
    for (const document of this.#documents.all()) {
      const told = this.#told.get(document);
      // A document that was changed since is asked about anyway.
      if (told === undefined || told.version !== document.version) continue;
      const list = await this.#diagnostics.of(document);
      changed ||= told.version === document.version && told.id !== list.id;
    }
    if (!changed) return;
    this.#refreshing = true;
    try {
      await this.#connection.languages.diagnostics.refresh();
    } finally {
      this.#refreshing = false;
    }
  }

  async #answer(params: DocumentDiagnosticParams): Promise<DocumentDiagnosticReport> {
    const document = this.#documents.get(params.textDocument.uri);
    if (document === undefined) return nothing;
    document.visible = true;
    // Nothing is awaited after this, so what is sent belongs to the version that stands now.
    const { id, items } = await this.#diagnostics.of(document);
    const { version } = document;
    this.#told.set(document, { version, id });
    const resultId = `${version}.${id}`;
    if (params.previousResultId === resultId)
      return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items: items as Diagnostic[] };
  }
}
