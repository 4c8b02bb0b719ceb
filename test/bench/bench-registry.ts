import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One registry on two addresses: near, and far. */
export class BenchRegistry {
  readonly #child: ChildProcess;
  readonly host: string;
  readonly lateHost: string;

  private constructor(child: ChildProcess, host: string, lateHost: string) {
    this.#child = child;
    this.host = host;
    this.lateHost = lateHost;
  }

  static async start(program: string, latency: string): Promise<BenchRegistry> {
    const [near, far] = [await freePort(), await freePort()];
    const child = spawn(program, [`127.0.0.1:${near}`, `127.0.0.1:${far}`, latency], { stdio: 'ignore' });
    const registry = new BenchRegistry(child, `localhost:${near}`, `localhost:${far}`);
    for (let attempt = 0; attempt < 100; attempt++) {
      if (await fetch(`http://127.0.0.1:${far}/v2/`).catch(() => undefined)) return registry;
      await sleep(50);
    }
    await registry.stop();
    throw new Error(`${program} did not answer within 5 s`);
  }

  /** `METHOD PATH` of each request since the last call. */
  async requests(): Promise<string[]> {
    const response = await fetch(`http://${this.host}/requests`);
    return (await response.text()).split('\n').filter((line) => line !== '');
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    if (this.#child.kill('SIGKILL')) await ended;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
