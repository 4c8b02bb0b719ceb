import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';
import { startRegistry } from '../support/registry/index.ts';

/** A running registry, as the suite sees it. */
export interface RunningRegistry {
  readonly name: string;
  /** `localhost:PORT` */
  readonly host: string;
  readonly referrersApi: boolean;
  /** How a missing repository is reported: Distribution does not tell it from a missing tag. */
  readonly missingRepository: 'repository' | 'tag';
}

declare module 'vitest' {
  export interface ProvidedContext {
    registries: readonly RunningRegistry[];
  }
}

/** Starts every registry on a free port, with an empty store; the result ends them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'imageseal-registries-'));
  const embedded = await startRegistry({ hosts: { 'registry.localhost': { referrers: false } } });
  const children: ChildProcess[] = [];
  const stop = async () => {
    await embedded.close();
    await Promise.all(children.map(end));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const serve = async (variable: string, args: (port: number) => string[]): Promise<string> => {
      const program = process.env[variable];
      if (!program)
        throw new Error(`${variable} is not set: start this suite with \`npm run test:registry\``);
      const port = await freePort();
      const env = { ...process.env, OTEL_TRACES_EXPORTER: 'none' };
      const child = spawn(program, args(port), { env, stdio: ['ignore', 'ignore', 'pipe'] });
      children.push(child);
      await answering(child, port, program);
      return `localhost:${port}`;
    };
    const distribution = (name: string) => (port: number) => ['serve', configuration(folder, name, port)];
    const debian = await serve('IMAGESEAL_DOCKER_REGISTRY', distribution('debian'));
    const current = await serve('IMAGESEAL_DISTRIBUTION', distribution('distribution'));
    const ggcr = await serve('IMAGESEAL_GGCR_REGISTRY', (port) => [`127.0.0.1:${port}`]);
    project.provide('registries', [
      { name: 'Debian’s docker-registry', host: debian, referrersApi: false, missingRepository: 'tag' },
      { name: 'Distribution 3.1.2', host: current, referrersApi: false, missingRepository: 'tag' },
      { name: 'go-containerregistry', host: ggcr, referrersApi: true, missingRepository: 'repository' },
      { name: 'embedded', host: embedded.host, referrersApi: true, missingRepository: 'repository' },
      {
        name: 'embedded, without the Referrers API',
        host: embedded.authority('registry.localhost'),
        referrersApi: false,
        missingRepository: 'repository',
      },
    ]);
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}

function configuration(folder: string, name: string, port: number): string {
  const file = join(folder, `${name}.yml`);
  const settings = {
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, name) } },
    http: { addr: `127.0.0.1:${port}` },
  };
  writeFileSync(file, JSON.stringify(settings));
  return file;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function answering(child: ChildProcess, port: number, program: string): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk).slice(-2_000);
  });
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (failure !== undefined) throw new Error(`${program} cannot be started: ${failure.message}`);
    if (child.exitCode !== null)
      throw new Error(`${program} ended with exit code ${child.exitCode}: ${said}`);
    const response = await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => undefined);
    if (response?.status === 200) return;
    await sleep(50);
  }
  throw new Error(`${program} did not answer within 10 s: ${said}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
