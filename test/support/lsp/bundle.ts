import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';

export const repository = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const bundle = join(repository, 'dist', 'server.js');

const options = {
  absWorkingDir: repository,
  entryPoints: ['server/src/main.ts'],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  minify: true,
  mainFields: ['module', 'main'],
  alias: { 'make-fetch-happen': './server/src/signature/cosign/sign/fetch.ts' },
  legalComments: 'none',
  logLevel: 'error',
} satisfies BuildOptions;

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

const variants = new Map<string, Promise<string>>();

/**
 * A server like the bundled one, to which the public Sigstore instance is that of a trusted root of the fixtures: what
 * was recorded under a private instance is signed there, whoever is trusted.
 */
export function serverUnder(trustedRoot: string): Promise<string> {
  let variant = variants.get(trustedRoot);
  if (variant === undefined) {
    const file = join(mkdtempSync(join(tmpdir(), 'imageseal-server-')), 'server.js');
    const substitute: Plugin = {
      name: 'trusted-root',
      setup: ({ onResolve }) => onResolve({ filter: /\/public\.json$/ }, () => ({ path: trustedRoot })),
    };
    variant = build({ ...options, outfile: file, plugins: [substitute] }).then(() => file);
    variants.set(trustedRoot, variant);
  }
  return variant;
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
    await build({ ...options, outfile: fresh });
    renameSync(fresh, bundle);
  } finally {
    rmSync(fresh, { force: true });
  }
}
