import { TextDocuments, type TextDocumentsConfiguration } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Manifest, type ManifestOptions, parseManifest } from '../manifest/manifest.ts';
import { DiagnosticKeeper, type DiagnosticStyle } from './diagnostics.ts';
import { pathOf } from './uris.ts';

/** A document that is open in the editor. It is parsed when somebody asks, once for each version. */
export class OpenDocument {
  readonly uri: string;
  /** `undefined` for documents that are on no disk. */
  readonly path: string | undefined;
  /** Updated in place as the client sends changes. */
  readonly text: TextDocument;
  readonly diagnostics: DiagnosticKeeper;
  /** Some clients ask only for what is on the screen; its images are looked up first. */
  visible = false;
  #manifest: Manifest | undefined;
  #manifestVersion = Number.NaN;

  constructor(text: TextDocument, style: DiagnosticStyle) {
    this.uri = text.uri;
    this.path = pathOf(text.uri);
    this.text = text;
    this.diagnostics = new DiagnosticKeeper(style);
  }

  get version(): number {
    return this.text.version;
  }

  manifest(options: ManifestOptions): Manifest {
    if (
      this.#manifest === undefined ||
      this.#manifestVersion !== this.version ||
      this.#manifest.options !== options
    ) {
      this.#manifest = parseManifest(this.text.getText(), options, this.#manifest);
      this.#manifestVersion = this.version;
    }
    return this.#manifest;
  }
}

const configuration: TextDocumentsConfiguration<TextDocument> = {
  create: TextDocument.create,
  update: TextDocument.update,
};

/** The open documents. */
export class DocumentStore {
  readonly synchronizer = new TextDocuments(configuration);
  readonly #open = new Map<string, OpenDocument>();
  readonly #onClosed: ((document: OpenDocument) => void)[] = [];

  constructor(style: DiagnosticStyle) {
    this.synchronizer.onDidOpen(({ document }) => {
      this.#open.set(document.uri, new OpenDocument(document, style));
    });
    this.synchronizer.onDidClose(({ document }) => {
      const closed = this.#open.get(document.uri);
      this.#open.delete(document.uri);
      if (closed) for (const listener of this.#onClosed) listener(closed);
    });
  }

  onClosed(listener: (document: OpenDocument) => void): void {
    this.#onClosed.push(listener);
  }

  get(uri: string): OpenDocument | undefined {
    return this.#open.get(uri);
  }

  all(): OpenDocument[] {
    return [...this.#open.values()];
  }

  /** The same file may be spelled in several URIs. */
  atPath(path: string): OpenDocument | undefined {
    return this.all().find((document) => document.path === path);
  }
}
