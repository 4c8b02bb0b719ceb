import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { freePort, Processes } from '../support/processes.ts';
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
  const processes = new Processes();
  const stop = async () => {
    await embedded.close();
    await processes.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const serve = async (variable: string, args: (port: number) => string[]): Promise<string> => {
      const program = process.env[variable];
      if (!program) throw new Error(`${variable} is not set: npm run test:registry (or :interop) sets it`);
      const port = await freePort();
      const env = { OTEL_TRACES_EXPORTER: 'none' };
      await processes.serve(program, args(port), { probe: `http://127.0.0.1:${port}/v2/`, env });
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
