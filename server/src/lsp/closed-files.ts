import type { Connection, Diagnostic } from 'vscode-languageserver/node';
import { pathOf } from './uris.ts';

/**
 * The findings of files that are not open, after the workspace was checked. They are pushed, and taken back as soon as
 * a file is opened: then it has diagnostics of its own, and nothing may stand twice.
 */
export class ClosedFiles {
  readonly #connection: Connection;
  /** URIs by path: the client may spell a URI differently from us. */
  readonly #checked = new Map<string, { readonly uri: string; shown: boolean }>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Whether this file was part of a check, so that its findings are to be shown when it is closed again. */
  isChecked(uri: string): boolean {
    return this.#checked.has(keyOf(uri));
  }

  publish(uri: string, diagnostics: readonly Diagnostic[]): void {
    const known = this.#checked.get(keyOf(uri));
    const shown = diagnostics.length > 0;
    this.#checked.set(keyOf(uri), { uri, shown });
    if (shown || known?.shown) this.#send(uri, diagnostics);
  }

  /** The file was part of a check, but is open: it has diagnostics of its own. */
  mark(uri: string): void {
    if (!this.isChecked(uri)) this.#checked.set(keyOf(uri), { uri, shown: false });
  }

  /** The file was opened. */
  opened(uri: string): void {
    const known = this.#checked.get(keyOf(uri));
    if (!known?.shown) return;
    known.shown = false;
    this.#send(known.uri, []);
  }

  /** The file is gone, or no manifest any more. */
  remove(uri: string): void {
    this.opened(uri);
    this.#checked.delete(keyOf(uri));
  }

  /** A new check found these files and no others. */
  keepOnly(uris: Iterable<string>): void {
    const kept = new Set([...uris].map(keyOf));
    for (const [key, { uri }] of this.#checked) if (!kept.has(key)) this.remove(uri);
  }

  all(): string[] {
    return [...this.#checked.values()].map(({ uri }) => uri);
  }

  #send(uri: string, diagnostics: readonly Diagnostic[]): void {
    void this.#connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] });
  }
}

function keyOf(uri: string): string {
  return pathOf(uri) ?? uri;
}
