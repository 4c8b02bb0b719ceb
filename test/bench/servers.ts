import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import type { ServerUnderTest } from './session.ts';

const require = createRequire(import.meta.url);

/** Without the network: what is measured is the answer to an edit from what is already known. */
const offline = { trusted: true, offline: true };

export interface Contestants {
  readonly ours: ServerUnderTest;
  /** Ours again, as clients without pull diagnostics see it. */
  readonly oursPush: ServerUnderTest;
  readonly echo: ServerUnderTest;
  readonly yaml: ServerUnderTest;
}

/** The servers that are compared; the echo server is bundled into `folder` in the way our own bundles are. */
export async function contestants(root: string, folder: string): Promise<Contestants> {
  const echo = join(folder, 'echo-server.js');
  await build({
    entryPoints: [join(import.meta.dirname, 'echo-server.ts')],
    outfile: echo,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  const ours = join(root, 'dist', 'server.js');
  const yaml = join(
    dirname(require.resolve('yaml-language-server/package.json')),
    'bin',
    'yaml-language-server',
  );
  return {
    ours: { name: 'imageseal', args: [ours, '--stdio'], initializationOptions: offline, pull: true },
    oursPush: {
      name: 'imageseal (push)',
      args: [ours, '--stdio'],
      initializationOptions: offline,
      pull: false,
    },
    echo: { name: 'echo (floor)', args: [echo, '--stdio'], pull: true },
    yaml: {
      name: 'yaml-language-server',
      args: [yaml, '--stdio'],
      settings: { yaml: { validate: true, schemaStore: { enable: false }, schemas: {} } },
      pull: false,
    },
  };
}
