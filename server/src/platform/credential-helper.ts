import { homedir } from 'node:os';
import type { Credential } from '../registry/ports.ts';
import { userCredential } from './docker-config.ts';

export interface HelperRequest {
  /** `docker-credential-<name>`. */
  readonly program: string;
  /** What goes to its standard input. */
  readonly server: string;
  readonly timeoutMs: number;
}

export type HelperResult =
  | { readonly outcome: 'exit'; readonly code: number; readonly stdout: string }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'timeout' };

/** Runs `<program> get`. */
export type RunHelper = (request: HelperRequest) => Promise<HelperResult>;

const TIMEOUT_MS = 10_000;
const MAX_OUTPUT = 1024 * 1024;

/** What a helper knows of a server. */
export type HelperAnswer =
  | { readonly state: 'found'; readonly credential: Credential }
  | { readonly state: 'not-found' }
  /** `message` is one sentence without anything that the helper said: it may be a secret. */
  | { readonly state: 'failed'; readonly message: string };

/** Asks a credential helper by the protocol of docker-credential-helpers. Never rejects. */
export async function askHelper(name: string, server: string, run: RunHelper): Promise<HelperAnswer> {
  if (!/^[A-Za-z0-9._-]+$/.test(name)) {
    return failed(
      `the credential helper ${JSON.stringify(name)} is not run: its name is not a program's name`,
    );
  }
  const program = `docker-credential-${name}`;
  const result = await run({ program, server, timeoutMs: TIMEOUT_MS }).catch(() => undefined);
  if (result === undefined) return failed(`${program} could not be run for ${server}`);
  if (result.outcome === 'missing') {
    return failed(`${program} is not on PATH: install it or remove it from Docker's config.json`);
  }
  if (result.outcome === 'timeout')
    return failed(`${program} gave no answer for ${server} in ${TIMEOUT_MS / 1000} s`);
  if (result.code !== 0) {
    if (/credentials not found/i.test(result.stdout)) return { state: 'not-found' };
    return failed(`${program} ended with exit code ${result.code} for ${server}`);
  }
  return (
    parseAnswer(result.stdout) ?? failed(`${program} gave an answer for ${server} that is not its protocol's`)
  );
}

function parseAnswer(stdout: string): HelperAnswer | undefined {
  try {
    const { Username, Secret } = JSON.parse(stdout) as { Username?: unknown; Secret?: unknown };
    if (typeof Username !== 'string' || typeof Secret !== 'string') return undefined;
    const credential = userCredential(Username, Secret);
    return credential === undefined ? { state: 'not-found' } : { state: 'found', credential };
  } catch {
    return undefined;
  }
}

function failed(message: string): HelperAnswer {
  return { state: 'failed', message };
}

/** Starts the helper from PATH. The working directory is the home folder: Windows looks for programs there first. */
export function createHelperRunner(
  env: Readonly<Record<string, string | undefined>>,
  cwd = homedir(),
): RunHelper {
  return async ({ program, server, timeoutMs }) => {
    // Most starts run no helper.
    const { execFile } = await import('node:child_process');
    return await new Promise((resolve) => {
      const options = { env: { ...env }, cwd, timeout: timeoutMs, maxBuffer: MAX_OUTPUT, windowsHide: true };
      const child = execFile(program, ['get'], options, (error, stdout) => {
        if (error === null) resolve({ outcome: 'exit', code: 0, stdout });
        else if (error.code === 'ENOENT') resolve({ outcome: 'missing' });
        else if (error.killed) resolve({ outcome: 'timeout' });
        else resolve({ outcome: 'exit', code: typeof error.code === 'number' ? error.code : 1, stdout });
      });
      // A helper that ends without reading its input breaks the pipe; its exit code says what matters.
      child.stdin?.on('error', () => {});
      child.stdin?.end(`${server}\n`);
    });
  };
}
