import { homedir } from 'node:os';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a program wrote, or why it could not be run. */
export type ProgramResult =
  | { readonly outcome: 'exit'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly outcome: 'missing' | 'timeout' | 'cancelled' };

export interface ProgramRun {
  readonly args: readonly string[];
  /** Its standard input. */
  readonly input?: Uint8Array;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Runs one program with arguments, never through a shell. */
export type RunProgram = (run: ProgramRun) => Promise<ProgramResult>;

const maxOutput = 1024 * 1024;

/** Starts a program from PATH. The working directory is the home folder: Windows looks for programs there first. */
export function createProgramRunner(program: string, env: Environment, cwd = homedir()): RunProgram {
  return async ({ args, input, timeoutMs, signal }) => {
    if (signal.aborted) return { outcome: 'cancelled' };
    const { execFile } = await import('node:child_process');
    return await new Promise((resolve) => {
      const options = {
        env: { ...env },
        cwd,
        timeout: timeoutMs,
        maxBuffer: maxOutput,
        windowsHide: true,
        signal,
      };
      const child = execFile(program, [...args], options, (error, stdout, stderr) => {
        if (error === null) resolve({ outcome: 'exit', code: 0, stdout, stderr });
        else if (signal.aborted) resolve({ outcome: 'cancelled' });
        else if (error.code === 'ENOENT') resolve({ outcome: 'missing' });
        else if (error.killed) resolve({ outcome: 'timeout' });
        else
          resolve({ outcome: 'exit', code: typeof error.code === 'number' ? error.code : 1, stdout, stderr });
      });
      // One that ends without reading its input breaks the pipe; its exit code says what matters.
      child.stdin?.on('error', () => {});
      child.stdin?.end(input);
    });
  };
}

/** A line of what a program says went wrong, fit for a sentence. */
export function oneLine(text: string): string {
  return text.replace(/[\x00-\x20\x7f-\x9f\u2028-\u202e\u2066-\u2069]+/g, ' ').slice(0, 300);
}
