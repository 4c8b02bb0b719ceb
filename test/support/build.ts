import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '../..');

/** Where the bundles are: `cli.js`, `server.js`, `extension.js`. */
export const distDirectory = join(root, 'dist');

const sources = ['client/src', 'server/src', 'scripts/build.mjs', 'package.json'].map((path) =>
  join(root, path),
);

/** Builds dist/ unless it is newer than every source. Test files run side by side, so only one of them builds. */
export async function ensureBuilt(): Promise<void> {
  const lock = join(root, 'node_modules', '.cache', 'imageseal-build.lock');
  mkdirSync(join(lock, '..'), { recursive: true });
  while (!isBuilt()) {
    if (!take(lock)) {
      await sleep(100);
      continue;
    }
    try {
      if (isBuilt()) return;
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], {
        cwd: root,
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`scripts/build.mjs failed:\n${stdout}${stderr}`);
      return;
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
}

function isBuilt(): boolean {
  const built = changedAt(join(distDirectory, 'meta.json'));
  return built > 0 && sources.every((source) => changedAt(source) <= built);
}

/** When the newest file of a tree changed; 0 when there is none. */
function changedAt(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => changedAt(join(path, name))));
}

/** One that is older than a minute was left by a run that was ended. */
function take(lock: string): boolean {
  const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  if (since !== undefined && Date.now() - since > 60_000) rmSync(lock, { recursive: true, force: true });
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}
