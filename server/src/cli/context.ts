/** A stream that text goes to. */
export interface Output {
  write(text: string): void;
  /** A person is watching. */
  readonly isTerminal: boolean;
  /** Width of the terminal in cells, where there is one. */
  readonly columns: number | undefined;
}

/**
 * Somebody at a keyboard: questions go to standard error, answers come from standard input. Each rejects with
 * `Interrupted` when the user breaks off (Ctrl+C, Ctrl+D).
 */
export interface Terminal {
  /** A line that is not shown while it is typed. Whoever asked wipes it. */
  readSecret(prompt: string): Promise<Buffer>;
  /** Only a clear yes is one. */
  confirm(question: string): Promise<boolean>;
}

/** The world as a command sees it; tests put their own in its place. */
export interface CliContext {
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Absent when nobody is there to answer: standard input or standard error is no terminal. */
  readonly terminal?: Terminal | undefined;
  /** Everything on standard input, to its end. */
  readStdin(): Promise<Uint8Array>;
  /** Calls back when the user interrupts (Ctrl+C); until then, and after the result was called, the process just ends. */
  onInterrupt(callback: () => void): () => void;
  /** The folder of the built bundle; `docs/` and `l10n/` stand beside it. */
  readonly distDirectory: string;
  /** Of ImageSeal. */
  readonly version: string;
}
