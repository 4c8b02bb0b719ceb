import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const repository = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const bundle = join(repository, 'dist', 'server.js');

let building: Promise<void> | undefined;

/** The path of the bundled server, which is built when it is missing or older than its sources. */
export async function serverBundle(): Promise<string> {
  if (!isFresh()) {
    building ??= buildServer().finally(() => {
      building = undefined;
    });
    await building;
  }
  return bundle;
}

function isFresh(): boolean {
  if (!existsSync(bundle)) return false;
  const built = statSync(bundle).mtimeMs;
  return newest(join(repository, 'server', 'src')) <= built;
}

function newest(folder: string): number {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) latest = Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
  }
  return latest;
}

/** As scripts/build.mjs does it. Several test files may build at once, so the file is put in its place in one step. */
async function buildServer(): Promise<void> {
  const fresh = join(repository, 'dist', `server.${process.pid}.js`);
  mkdirSync(dirname(bundle), { recursive: true });
  try {
    await build({
      absWorkingDir: repository,
      entryPoints: ['server/src/main.ts'],
      outfile: fresh,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node22',
      minify: true,
      mainFields: ['module', 'main'],
      legalComments: 'none',
      logLevel: 'error',
    });
    renameSync(fresh, bundle);
  } finally {
    rmSync(fresh, { force: true });
  }
}
