/** A stream that text goes to. */
export interface Output {
  write(text: string): void;
  /** A person is watching. */
  readonly isTerminal: boolean;
  /** Width of the terminal in cells, where there is one. */
  readonly columns: number | undefined;
}

/** The world as a command sees it; tests put their own in its place. */
export interface CliContext {
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Everything on standard input, to its end. */
  readStdin(): Promise<Uint8Array>;
  /** Calls back when the user interrupts (Ctrl+C); until then, and after the result was called, the process just ends. */
  onInterrupt(callback: () => void): () => void;
  /** The folder of the built bundle; `docs/` and `l10n/` stand beside it. */
  readonly distDirectory: string;
  /** Of ImageSeal. */
  readonly version: string;
}
