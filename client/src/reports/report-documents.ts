import {
  commands,
  type Disposable,
  EventEmitter,
  l10n,
  type TextDocumentContentProvider,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { Report } from '../../../server/src/lsp/protocol.ts';

const scheme = 'imageseal';
const maxKept = 50;

/** Reports as read-only documents of our own scheme, shown rendered. The latest of each title is kept. */
export class ReportDocuments implements TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #registration: Disposable;

  constructor() {
    this.#registration = workspace.registerTextDocumentContentProvider(scheme, this);
  }

  get onDidChange() {
    return this.#changed.event;
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.toString()) ?? l10n.t('This report is gone. Run the command again.');
  }

  async show({ title, text }: Report): Promise<void> {
    const uri = Uri.from({ scheme, path: `/${title}.md` });
    const key = uri.toString();
    this.#texts.delete(key);
    this.#texts.set(key, text);
    const oldest = this.#texts.size > maxKept ? this.#texts.keys().next().value : undefined;
    if (oldest !== undefined) this.#texts.delete(oldest);
    this.#changed.fire(uri);
    try {
      await commands.executeCommand('markdown.showPreview', uri);
    } catch {
      // The editor's own Markdown can be switched off; then the text must do.
      await window.showTextDocument(uri, { preview: true });
    }
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
