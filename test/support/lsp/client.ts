import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type {
  CodeAction,
  Diagnostic,
  DocumentDiagnosticReport,
  Hover,
  InitializeResult,
  MarkupContent,
  Position,
  Range,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { serverBundle, serverUnder } from './bundle.ts';
import { type ClientOptions, ServerProcess } from './server-process.ts';

/** Starts the bundled server and initializes it as a client of the given kind would. */
export async function startClient(options: ClientOptions = {}): Promise<LspClient> {
  const { publicRoot } = options;
  const bundle = publicRoot === undefined ? serverBundle() : serverUnder(publicRoot);
  const client = new LspClient(await bundle, options);
  await client.initialize();
  return client;
}

/** A language client for tests. Files are named by their path in the temporary folder. */
export class LspClient extends ServerProcess {
  initializeResult: InitializeResult | undefined;
  readonly #open = new Map<string, TextDocument>();
  readonly #pulled = new Map<string, { resultId: string | undefined; items: Diagnostic[] }>();

  constructor(bundle: string, options: ClientOptions) {
    super(bundle, options);
    for (const [path, text] of Object.entries(options.files ?? {})) this.write(path, text);
  }

  get pulls(): boolean {
    return this.initializeResult?.capabilities.diagnosticProvider !== undefined;
  }

  async initialize(): Promise<void> {
    const folders = this.options.folders?.map((name) => join(this.folder, name)) ?? [this.folder];
    for (const folder of folders) mkdirSync(folder, { recursive: true });
    const commands = (this.options.preset ?? 'vscode') === 'vscode';
    this.initializeResult = await this.connection.sendRequest<InitializeResult>('initialize', {
      processId: this.options.processId ?? process.pid,
      rootUri: uriOf(folders[0]!),
      workspaceFolders: folders.map((path) => ({ uri: uriOf(path), name: path })),
      capabilities: this.capabilities,
      initializationOptions: this.options.initializationOptions ?? { trusted: true, commands },
      ...(this.options.locale !== undefined && { locale: this.options.locale }),
    });
    await this.connection.sendNotification('initialized', {});
  }

  uri(path: string): string {
    return path.includes(':') ? path : uriOf(join(this.folder, path));
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  text(path: string): string {
    return this.document(path).getText();
  }

  document(path: string): TextDocument {
    const document = this.#open.get(this.uri(path));
    if (document === undefined) throw new Error(`${path} is not open`);
    return document;
  }

  async open(path: string, text = this.read(path), languageId = 'yaml'): Promise<void> {
    const uri = this.uri(path);
    const document = TextDocument.create(uri, languageId, 1, text);
    this.#open.set(uri, document);
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** Replaces a range, as one incremental change; the text in it may be named instead of a range. */
  async change(path: string, what: Range | string, newText: string): Promise<void> {
    const document = this.document(path);
    const range = typeof what === 'string' ? this.rangeOf(path, what) : what;
    const version = document.version + 1;
    const contentChanges = [{ range, text: newText }];
    TextDocument.update(document, contentChanges, version);
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: document.uri, version },
      contentChanges,
    });
  }

  async save(path: string): Promise<void> {
    this.write(path, this.text(path));
    await this.connection.sendNotification('textDocument/didSave', { textDocument: { uri: this.uri(path) } });
  }

  async close(path: string): Promise<void> {
    const uri = this.uri(path);
    this.#open.delete(uri);
    this.#pulled.delete(uri);
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  rangeOf(path: string, text: string): Range {
    const document = this.document(path);
    const start = document.getText().indexOf(text);
    if (start < 0) throw new Error(`"${text}" is not in ${path}`);
    return { start: document.positionAt(start), end: document.positionAt(start + text.length) };
  }

  /** The diagnostics the client shows now: asked for, or pushed for the version it has. */
  async diagnostics(path: string): Promise<Diagnostic[]> {
    const uri = this.uri(path);
    if (!this.pulls) {
      // The answer to any request comes after what was pushed before it.
      await this.hover(path, { line: 0, character: 0 });
      const push = this.published.get(uri);
      return push?.diagnostics ?? [];
    }
    const before = this.#pulled.get(uri);
    const report = await this.connection.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', {
      textDocument: { uri },
      ...(before?.resultId !== undefined && { previousResultId: before.resultId }),
    });
    if (report.kind === 'full') this.#pulled.set(uri, { resultId: report.resultId, items: report.items });
    return this.#pulled.get(uri)?.items ?? [];
  }

  pushed(path: string): { version?: number; diagnostics: Diagnostic[] } | undefined {
    return this.published.get(this.uri(path));
  }

  /** Everything the client shows, pushed diagnostics of files that are not open included. */
  async shown(path: string): Promise<Diagnostic[]> {
    const pulled = this.pulls && this.#open.has(this.uri(path)) ? await this.diagnostics(path) : [];
    return [...pulled, ...(this.pushed(path)?.diagnostics ?? [])];
  }

  /** Waits until nothing is being looked up and everything has been told; then gives the diagnostics. */
  async settled(path: string): Promise<Diagnostic[]> {
    await this.diagnostics(path);
    // What was just opened or changed reaches the scheduler a moment later.
    await sleep(60);
    await this.quiet();
    return await this.diagnostics(path);
  }

  async quiet(timeoutMs = 30_000): Promise<void> {
    await this.until(() => this.status?.quiescent === true, timeoutMs, 'the server to come to rest');
    // Two reports are 100 ms apart: what the last one says must still hold.
    await sleep(120);
    if (this.status?.quiescent !== true) await this.quiet(timeoutMs);
  }

  async until(
    condition: () => boolean | Promise<boolean>,
    timeoutMs = 30_000,
    what = 'a condition',
  ): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!(await condition())) {
      if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs} ms for ${what} in vain`);
      await sleep(10);
    }
  }

  async hover(path: string, at: Position | string): Promise<Hover | null> {
    const position = typeof at === 'string' ? this.rangeOf(path, at).start : at;
    const textDocument = { uri: this.uri(path) };
    return await this.connection.sendRequest('textDocument/hover', { textDocument, position });
  }

  async hoverText(path: string, at: Position | string): Promise<string> {
    const hover = await this.hover(path, at);
    return hover === null ? '' : (hover.contents as MarkupContent).value;
  }

  async codeActions(path: string, at: Range | string, only?: readonly string[]): Promise<CodeAction[]> {
    const range = typeof at === 'string' ? this.rangeOf(path, at) : at;
    const diagnostics = (await this.diagnostics(path)).filter((each) => overlaps(each.range, range));
    return await this.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri: this.uri(path) },
      range,
      context: { diagnostics, ...(only && { only }) },
    });
  }

  /** Does what an editor does with a workspace edit: open documents are changed, other files written. */
  async apply(edit: WorkspaceEdit): Promise<void> {
    for (const change of edit.documentChanges ?? []) {
      if ('kind' in change) {
        if (change.kind !== 'create') continue;
        mkdirSync(new URL('.', change.uri), { recursive: true });
        writeFileSync(new URL(change.uri), '', { flag: change.options?.ignoreIfExists ? 'a' : 'wx' });
        continue;
      }
      const { uri, version } = change.textDocument;
      const open = this.#open.get(uri);
      if (version !== null && open?.version !== version) throw new Error(`${uri} has another version`);
      await this.#edit(
        uri,
        change.edits.flatMap((each) => ('newText' in each ? [each] : [])),
      );
    }
    for (const [uri, edits] of Object.entries(edit.changes ?? {})) await this.#edit(uri, edits);
  }

  async #edit(uri: string, edits: readonly { range: Range; newText: string }[]): Promise<void> {
    const open = this.#open.get(uri);
    if (open === undefined) {
      const text = TextDocument.create(uri, 'yaml', 0, readFileSync(new URL(uri), 'utf8'));
      writeFileSync(new URL(uri), TextDocument.applyEdits(text, [...edits]));
      return;
    }
    const version = open.version + 1;
    // From the end, so that no change moves another.
    const contentChanges = [...edits]
      .sort((a, b) => open.offsetAt(b.range.start) - open.offsetAt(a.range.start))
      .map(({ range, newText }) => ({ range, text: newText }));
    TextDocument.update(open, contentChanges, version);
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges,
    });
  }
}

function overlaps(a: Range, b: Range): boolean {
  const before = (x: Position, y: Position) =>
    x.line < y.line || (x.line === y.line && x.character < y.character);
  return !before(a.end, b.start) && !before(b.end, a.start);
}

function uriOf(path: string): string {
  return pathToFileURL(path).href;
}
