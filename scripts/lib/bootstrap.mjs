// Runs on whatever Node starts it (20 or newer): installs what is missing and finds the Node of .node-version.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const bin = join(root, 'node_modules', '.bin');
const windows = process.platform === 'win32';

/** Installs the locked dependencies when they are not there, or when another lockfile's are. */
export function ensureInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const wanted = readFileSync(join(root, 'package-lock.json'), 'utf8');
  if (existsSync(installed) && sameVersions(wanted, readFileSync(installed, 'utf8'))) return;
  console.error('Installing the dependencies of package-lock.json …');
  // Not `npm ci`: it refuses a lockfile written where optional packages of other platforms could not be had.
  const result = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: windows,
  });
  if (result.status !== 0) {
    console.error(
      'npm could not install the dependencies. Check the network and the npm registry, then try again.',
    );
    process.exit(1);
  }
}

/** The environment in which `node` is the project's own version and the tools of node_modules are on the PATH. */
export function toolEnvironment() {
  const path = Object.keys(process.env).find((name) => name.toLowerCase() === 'path') ?? 'PATH';
  return { ...process.env, [path]: bin + (windows ? ';' : ':') + (process.env[path] ?? '') };
}

/** Runs a command of the project; ends this process with its exit code when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...toolEnvironment(), ...options.env },
    shell: windows,
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** Is everything installed that the lockfile demands? Optional packages are those of other platforms. */
function sameVersions(wanted, installed) {
  const here = JSON.parse(installed).packages;
  return Object.entries(JSON.parse(wanted).packages).every(
    ([path, entry]) => path === '' || entry.optional || here[path]?.version === entry.version,
  );
}
