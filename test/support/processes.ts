import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Serving {
  /** Answers 200 as soon as the program serves. */
  readonly probe: string;
  /** Beside this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Programs that serve beside a suite, and end with it. */
export class Processes {
  readonly #children: ChildProcess[] = [];

  constructor() {
    // Also when this process ends before anybody says `stop`.
    process.once('exit', this.#kill);
  }

  /** Resolves when the program answers. @throws Error with what it said when it ends or stays silent. */
  async serve(program: string, args: readonly string[], { probe, env, cwd }: Serving): Promise<void> {
    const child = spawn(program, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd !== undefined && { cwd }),
    });
    this.#children.push(child);
    let said = '';
    let failure: Error | undefined;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said = (said + chunk).slice(-2_000);
      });
    }
    child.once('error', (error) => {
      failure = error;
    });
    for (let attempt = 0; attempt < 400; attempt += 1) {
      if (failure !== undefined) throw new Error(`${program} cannot be started: ${failure.message}`);
      if (!isRunning(child))
        throw new Error(`${program} ended with ${child.exitCode ?? child.signalCode}: ${said}`);
      const response = await fetch(probe).catch(() => undefined);
      if (response?.status === 200) return;
      await sleep(50);
    }
    throw new Error(`${program} did not answer at ${probe} within 20 s: ${said}`);
  }

  async stop(): Promise<void> {
    process.off('exit', this.#kill);
    const running = this.#children.filter((child) => isRunning(child));
    const ended = running.map((child) => once(child, 'exit'));
    this.#kill();
    await Promise.all(ended);
  }

  readonly #kill = () => {
    for (const child of this.#children) if (isRunning(child)) child.kill('SIGKILL');
  };
}

/** A port of loopback that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null && child.pid !== undefined;
}
