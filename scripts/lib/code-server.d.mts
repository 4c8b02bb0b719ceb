export interface CodeServerOptions {
  /** What `installCodeServer` answered. */
  readonly entry: string;
  /** User data; its settings.json is written anew. */
  readonly dataDir: string;
  readonly extensionsDir: string;
  /** The folder to open. */
  readonly workspace: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Display language, for example `ko`; its language pack must be among the extensions. */
  readonly locale?: string;
  /** `false` switches workspace trust off, so that every folder is trusted. */
  readonly workspaceTrust?: boolean;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
}

export interface CodeServer {
  readonly url: string;
  stop(): Promise<void>;
}

export function installCodeServer(log?: (line: string) => void): string;
export function installExtension(entry: string, vsix: string, extensionsDir: string): void;
export function startCodeServer(options: CodeServerOptions): Promise<CodeServer>;
