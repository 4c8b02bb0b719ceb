import type { Connection, Diagnostic, Range } from 'vscode-languageserver/node';
import type { Manifest } from '../manifest/manifest.ts';
import type { ManifestFile } from './commands/manifest-file.ts';
import type { ManifestProfile } from './profiles.ts';
import { pathOf } from './uris.ts';

/** What is kept of a file that was checked: enough to say at any time what is known of its images. */
export interface CheckedFile {
  readonly uri: string;
  readonly manifest: Manifest;
  readonly profile: ManifestProfile;
  /** Of each image, in their order. */
  readonly ranges: readonly Range[];
}

interface Checked {
  readonly uri: string;
  readonly file: CheckedFile | undefined;
  shown: boolean;
}

/**
 * The files that were part of a check of the workspace, and the findings of those that are not open. They are pushed,
 * and taken back as soon as a file is opened: then it has diagnostics of its own, and nothing may stand twice.
 */
export class ClosedFiles {
  readonly #connection: Connection;
  /** By path: the client may spell a URI differently from us. */
  readonly #checked = new Map<string, Checked>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Whether this file was part of a check, so that its findings are to be shown when it is closed again. */
  isChecked(uri: string): boolean {
    return this.#checked.has(keyOf(uri));
  }

  publish(file: ManifestFile, ranges: readonly Range[], diagnostics: readonly Diagnostic[]): void {
    const { uri, manifest, profile } = file;
    const known = this.#checked.get(keyOf(uri));
    const shown = diagnostics.length > 0;
    this.#checked.set(keyOf(uri), { uri, shown, file: { uri, manifest, profile, ranges } });
    if (shown || known?.shown) this.#send(uri, diagnostics);
  }

  /** The file was part of a check, but is open: it has diagnostics of its own. */
  mark(uri: string): void {
    if (!this.isChecked(uri)) this.#checked.set(keyOf(uri), { uri, shown: false, file: undefined });
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

  /** Those that hold images; of a file that has been opened since, what it held then. */
  files(): CheckedFile[] {
    return [...this.#checked.values()].flatMap(({ file }) => file ?? []);
  }

  #send(uri: string, diagnostics: readonly Diagnostic[]): void {
    void this.#connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] });
  }
}

function keyOf(uri: string): string {
  return pathOf(uri) ?? uri;
}
