import type { Connection, Diagnostic } from 'vscode-languageserver/node';
import type { DiagnosticsDelivery, DocumentDiagnostics } from './document-diagnostics.ts';
import type { DocumentStore, OpenDocument } from './document-store.ts';
import type { Guard } from './guard.ts';

/** `textDocument/publishDiagnostics`, with the version they were made from: once for every burst of messages. */
export class DiagnosticsPush implements DiagnosticsDelivery {
  readonly #connection: Connection;
  readonly #documents: DocumentStore;
  readonly #diagnostics: DocumentDiagnostics;
  readonly #guard: Guard;
  readonly #versioned: boolean;
  readonly #scheduled = new Set<OpenDocument>();
  readonly #published = new WeakMap<OpenDocument, { readonly version: number; readonly id: number }>();
  readonly #onDone: () => void;
  #publishing = 0;

  constructor(options: {
    readonly connection: Connection;
    readonly documents: DocumentStore;
    readonly diagnostics: DocumentDiagnostics;
    readonly guard: Guard;
    readonly versioned: boolean;
    readonly onDone: () => void;
  }) {
    this.#connection = options.connection;
    this.#documents = options.documents;
    this.#diagnostics = options.diagnostics;
    this.#guard = options.guard;
    this.#versioned = options.versioned;
    this.#onDone = options.onDone;
  }

  get busy(): boolean {
    return this.#scheduled.size > 0 || this.#publishing > 0;
  }

  changed(document: OpenDocument): void {
    if (this.#scheduled.has(document)) return;
    this.#scheduled.add(document);
    // The messages that have arrived already are handled first.
    setImmediate(this.#guard.event('publishDiagnostics', () => this.#publish(document)));
  }

  closed(document: OpenDocument): void {
    void this.#connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  }

  refresh(): void {
    for (const document of this.#documents.all()) this.changed(document);
  }

  async #publish(document: OpenDocument): Promise<void> {
    // From here on a change asks for another round.
    this.#scheduled.delete(document);
    this.#publishing += 1;
    try {
      const list = await this.#diagnostics.of(document);
      if (this.#documents.get(document.uri) !== document) return;
      const { version } = document;
      const before = this.#published.get(document);
      if (before?.version === version && before.id === list.id) return;
      this.#published.set(document, { version, id: list.id });
      await this.#connection.sendDiagnostics({
        uri: document.uri,
        diagnostics: list.items as Diagnostic[],
        ...(this.#versioned && { version }),
      });
    } finally {
      this.#publishing -= 1;
      this.#onDone();
    }
  }
}
