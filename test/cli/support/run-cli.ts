import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { distDirectory } from '../../support/build.ts';

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Presses Ctrl+C as soon as this is true. */
  readonly interruptWhen?: () => boolean;
  /** Does the second as soon as the first is true. */
  readonly when?: readonly [condition: () => boolean, action: () => void];
}

/** A folder of its own with these files; `home` keeps the user's own settings and cache out of the test. */
export class Workspace {
  readonly root = mkdtempSync(join(tmpdir(), 'imageseal-cli-'));
  /** Where commands start. */
  readonly folder = join(this.root, 'work');

  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    mkdirSync(this.folder);
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, content: string | Uint8Array): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), content);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  /** Runs the built program as a person would. */
  readonly run = (args: readonly string[], options: CliOptions = {}): Promise<CliResult> =>
    runCli(args, {
      ...options,
      cwd: options.cwd ?? this.folder,
      env: { HOME: this.root, XDG_CACHE_HOME: join(this.root, 'cache'), ...options.env },
    });

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

function runCli(args: readonly string[], options: CliOptions & { cwd: string }): Promise<CliResult> {
  const child = spawn(process.execPath, [join(distDirectory, 'cli.js'), ...args], {
    cwd: options.cwd,
    // Nothing of the machine's own environment: its locale, proxies and registries are none of the test's.
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...options.env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // A program that ends early does not read its input.
  child.stdin.on('error', () => {});
  child.stdin.end(options.stdin ?? '');
  const { interruptWhen } = options;
  const [condition, action] = options.when ?? [interruptWhen, () => void child.kill('SIGINT')];
  const timer = setInterval(() => {
    if (!condition?.()) return;
    clearInterval(timer);
    action();
  }, 10);
  return new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  }).finally(() => clearInterval(timer));
}
