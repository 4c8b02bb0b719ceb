import { homedir } from 'node:os';
import * as l10n from '@vscode/l10n';

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

/** Runs `cosign` with arguments, never through a shell. */
export type RunCosign = (run: ProgramRun) => Promise<ProgramResult>;

/** A cosign whose command line is known here. */
export interface InstalledCosign {
  /** `3.1.3` */
  readonly version: string;
  /** 2 or 3. */
  readonly major: number;
  readonly run: RunCosign;
}

const versionTimeoutMs = 10_000;
const maxOutput = 1024 * 1024;

/** Looks for cosign on PATH and asks for its version. What is wrong is one sentence. */
export async function findCosign(
  run: RunCosign,
  signal: AbortSignal,
): Promise<InstalledCosign | { readonly problem: string }> {
  const result = await run({ args: ['version', '--json'], timeoutMs: versionTimeoutMs, signal });
  if (result.outcome === 'missing') {
    return {
      problem: l10n.t(
        'Keys of a key management service are used through cosign, which is not on PATH: install cosign 2 or 3 (https://github.com/sigstore/cosign).',
      ),
    };
  }
  const version = result.outcome === 'exit' && result.code === 0 ? versionOf(result.stdout) : undefined;
  if (version === undefined) {
    return { problem: l10n.t('The cosign on PATH does not say which version it is: install cosign 2 or 3.') };
  }
  const major = Number(version.split('.')[0]);
  if (major !== 2 && major !== 3) {
    return {
      problem: l10n.t(
        'The cosign on PATH is version {0}, and 2 and 3 are known here: install one of these.',
        version,
      ),
    };
  }
  return { version, major, run };
}

function versionOf(stdout: string): string | undefined {
  try {
    const { gitVersion } = JSON.parse(stdout) as { gitVersion?: unknown };
    return typeof gitVersion === 'string' ? /^v?(\d+\.\d+\.\d+\S*)$/.exec(gitVersion)?.[1] : undefined;
  } catch {
    return undefined;
  }
}

/** Starts cosign from PATH. The working directory is the home folder: Windows looks for programs there first. */
export function createCosignRunner(env: Environment, cwd = homedir()): RunCosign {
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
      const child = execFile('cosign', [...args], options, (error, stdout, stderr) => {
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
