import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ClientCapabilities,
  createMessageConnection,
  type Diagnostic,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type {
  HttpFetchParams,
  HttpFetchResult,
  InitializationOptions,
  StatusParams,
} from '../../../server/src/lsp/protocol.ts';
import { violation } from './capability-check.ts';
import { type Preset, presets } from './presets.ts';

export interface ClientOptions {
  readonly preset?: Preset;
  /** Instead of those of the preset. */
  readonly capabilities?: ClientCapabilities;
  /** Default: trusted, with commands in the VS Code preset. */
  readonly initializationOptions?: InitializationOptions;
  /** Files of the workspace, by their path in it. */
  readonly files?: Readonly<Record<string, string>>;
  /** Folders of the workspace, by their path in the temporary folder (default: that folder itself). */
  readonly folders?: readonly string[];
  /** What `workspace/configuration` answers (the section `imageseal`). */
  readonly settings?: (scopeUri: string | undefined) => unknown;
  readonly locale?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly httpFetch?: (params: HttpFetchParams) => Promise<HttpFetchResult>;
  /** Does what somebody does with a browser; `imageseal/openUrl` answers what it gives. */
  readonly openUrl?: (url: string) => Promise<boolean>;
  /** A trusted root (its file) that the server takes for that of the public Sigstore instance. */
  readonly publicRoot?: string;
  /** What stands for `processId` (default: this process). */
  readonly processId?: number;
}

interface Message {
  readonly method: string;
  readonly params: unknown;
}

interface Push {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: Diagnostic[];
}

/** The server's process with everything it sends: requests are answered, notifications kept, mistakes noted. */
export class ServerProcess {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'imageseal-lsp-')));
  readonly capabilities: ClientCapabilities;
  /** Every message of the server, in order. */
  readonly received: Message[] = [];
  readonly process: ChildProcess;
  readonly connection: MessageConnection;
  readonly exited: Promise<number | null>;
  status: StatusParams | undefined;
  settings: (scopeUri: string | undefined) => unknown;
  /** How often the server asked to be asked again. */
  refreshes = 0;
  protected readonly options: ClientOptions;
  protected readonly published = new Map<string, Push>();
  readonly #violations: string[] = [];

  constructor(bundle: string, options: ClientOptions) {
    this.options = options;
    this.capabilities = options.capabilities ?? presets[options.preset ?? 'vscode'];
    this.settings = options.settings ?? (() => null);
    const home = join(this.folder, '.home');
    this.process = spawn(process.execPath, [bundle, '--stdio'], {
      env: {
        PATH: process.env.PATH,
        HOME: home,
        XDG_CACHE_HOME: join(home, 'cache'),
        DOCKER_CONFIG: join(home, '.docker'),
        NODE_DISABLE_COMPILE_CACHE: '1',
        ...options.env,
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.exited = new Promise((resolve) => this.process.once('exit', (code) => resolve(code)));
    this.connection = createMessageConnection(
      new StreamMessageReader(this.process.stdout!),
      new StreamMessageWriter(this.process.stdin!),
    );
    this.#serve();
    this.connection.listen();
  }

  /** Ends the session as the protocol wants it and checks that the server did nothing the client cannot take. */
  async stop(): Promise<void> {
    try {
      if (this.process.exitCode === null) {
        await this.connection.sendRequest('shutdown');
        await this.connection.sendNotification('exit');
      }
      const code = await this.exited;
      if (code !== 0) throw new Error(`The server ended with ${code}`);
      if (this.#violations.length > 0) throw new Error(this.#violations.join('\n'));
    } finally {
      this.dispose();
    }
  }

  dispose(): void {
    this.connection.dispose();
    this.process.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  #serve(): void {
    const { connection } = this;
    connection.onRequest((method, params) => {
      this.#note(method, params);
      switch (method) {
        case 'workspace/configuration':
          return (params as { items: { scopeUri?: string }[] }).items.map(
            ({ scopeUri }) => this.settings(scopeUri) ?? null,
          );
        case 'imageseal/httpFetch':
          return this.options.httpFetch?.(params as HttpFetchParams) ?? null;
        case 'imageseal/openUrl':
          return this.#openUrl((params as { url: string }).url);
        case 'imageseal/externalUri':
          return params as { url: string };
        case 'workspace/diagnostic/refresh':
          this.refreshes += 1;
          return null;
        default:
          return null;
      }
    });
    connection.onNotification((method, params) => {
      this.#note(method, params);
      if (method === 'imageseal/status') this.status = params as StatusParams;
      if (method === 'textDocument/publishDiagnostics') {
        const push = params as Push;
        this.published.set(push.uri, push);
      }
    });
    connection.onError(() => {});
    connection.onUnhandledProgress((progress) => this.#note('$/progress', progress));
  }

  async #openUrl(url: string): Promise<{ opened: boolean }> {
    return { opened: (await this.options.openUrl?.(url)) ?? false };
  }

  #note(method: string, params: unknown): void {
    this.received.push({ method, params });
    const problem = violation(
      this.capabilities,
      method,
      params as Record<string, unknown>,
      this.options.httpFetch !== undefined,
    );
    if (problem !== undefined) this.#violations.push(problem);
  }
}
