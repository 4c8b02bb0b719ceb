import { LspClient } from './lsp-client.ts';

export interface ServerUnderTest {
  readonly name: string;
  /** For `node`. */
  readonly args: readonly string[];
  readonly initializationOptions?: unknown;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether it answers `textDocument/diagnostic`; otherwise it publishes. */
  readonly pull: boolean;
}

interface Position {
  readonly line: number;
  readonly character: number;
}

/** An open document at a server, and the edits made to it. */
export class Session {
  readonly server: ServerUnderTest;
  readonly client: LspClient;
  readonly #uri: string;
  #version = 1;
  #resultId: string | undefined;
  /** The last full report, item by item. */
  items: unknown[] = [];
  /** Milliseconds from the process's start, and from the request, to the answer of `initialize`. */
  startMs = 0;
  initializeMs = 0;

  private constructor(server: ServerUnderTest, uri: string) {
    this.server = server;
    this.#uri = uri;
    this.client = new LspClient(server.args, server.settings);
  }

  static async start(server: ServerUnderTest, folder: string, file = 'manifest.yaml'): Promise<Session> {
    const spawned = performance.now();
    const session = new Session(server, `file://${folder}/${file}`);
    const asked = performance.now();
    await session.client.request('initialize', {
      processId: process.pid,
      rootUri: `file://${folder}`,
      workspaceFolders: [{ uri: `file://${folder}`, name: 'bench' }],
      capabilities: session.#capabilities(),
      initializationOptions: server.initializationOptions,
    });
    session.initializeMs = performance.now() - asked;
    session.startMs = performance.now() - spawned;
    session.client.notify('initialized', {});
    return session;
  }

  /** What VS Code says of itself, as far as diagnostics go; the pull half only where the server is asked by pull. */
  #capabilities(): unknown {
    const { pull } = this.server;
    return {
      general: { positionEncodings: ['utf-16'] },
      workspace: {
        configuration: true,
        workspaceFolders: true,
        didChangeConfiguration: { dynamicRegistration: true },
        ...(pull && { diagnostics: { refreshSupport: true } }),
      },
      textDocument: {
        synchronization: { dynamicRegistration: true },
        publishDiagnostics: {
          versionSupport: true,
          relatedInformation: true,
          codeDescriptionSupport: true,
          dataSupport: true,
        },
        ...(pull && { diagnostic: { dynamicRegistration: true, relatedDocumentSupport: false } }),
      },
    };
  }

  /** Opens the document; milliseconds to its first diagnostics. */
  open(text: string): Promise<number> {
    const textDocument = { uri: this.#uri, languageId: 'yaml', version: this.#version, text };
    return this.#timed(() => this.client.notify('textDocument/didOpen', { textDocument }));
  }

  /** Replaces a range; milliseconds to the diagnostics of the new text. */
  edit(start: Position, end: Position, text: string): Promise<number> {
    return this.#timed(() => {
      this.#version += 1;
      this.client.notify('textDocument/didChange', {
        textDocument: { uri: this.#uri, version: this.#version },
        contentChanges: [{ range: { start, end }, text }],
      });
    });
  }

  async #timed(send: () => void): Promise<number> {
    if (!this.server.pull) {
      const published = this.client.next<{ diagnostics: unknown[] }>('textDocument/publishDiagnostics');
      const started = performance.now();
      send();
      this.items = (await published).diagnostics;
      return performance.now() - started;
    }
    const started = performance.now();
    send();
    const report = await this.client.request<{ kind: string; resultId?: string; items?: unknown[] }>(
      'textDocument/diagnostic',
      { textDocument: { uri: this.#uri }, ...(this.#resultId && { previousResultId: this.#resultId }) },
    );
    const elapsed = performance.now() - started;
    this.#resultId = report.resultId;
    if (report.items) this.items = report.items;
    return elapsed;
  }
}
