// Tools that the suites need beside npm's: installed when missing, kept outside the checkout.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A tool is missing and cannot be installed here. The message is one sentence for the person at the terminal. */
export class MissingTool extends Error {}

/**
 * Where downloaded and built tools are kept: `${XDG_CACHE_HOME:-~/.cache}/imageseal-tools/<parts…>`, created.
 * @param {...string} parts
 */
export function cacheDir(...parts) {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(base, 'imageseal-tools', ...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * Whether `command` can be started from PATH.
 * @param {string} command
 */
export function hasCommand(command) {
  const probe = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', command], { stdio: 'ignore' });
  return probe.status === 0;
}

/**
 * Installs Debian packages that are not there yet. Needs root, or sudo without a password.
 * @param {readonly string[]} packages
 */
export function aptInstall(packages) {
  const missing = packages.filter((name) => !isAptInstalled(name));
  if (missing.length === 0) return;
  const names = missing.join(', ');
  if (!hasCommand('apt-get')) {
    throw new MissingTool(`${names} cannot be installed: apt-get is missing; run this on Debian or Ubuntu.`);
  }
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (/** @type {string[]} */ args) => {
    const [command, ...rest] = [...asRoot, 'apt-get', '-qq', ...args];
    return (
      spawnSync(command ?? 'apt-get', rest, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
    );
  };
  const install = ['install', '-y', '--no-install-recommends', ...missing];
  if (apt(install) || (apt(['update']) && apt(install))) return;
  throw new MissingTool(
    `apt-get could not install ${names}: run it as root, or install the packages by hand.`,
  );
}

/** @param {string} name */
function isAptInstalled(name) {
  const query = spawnSync('dpkg', ['-s', name], { encoding: 'utf8' });
  return query.status === 0 && query.stdout.includes('Status: install ok installed');
}

/**
 * `go install <module>@<version>` into the cache; the result is the path of the program.
 * @param {string} module for example `github.com/acme/tool/cmd/tool@v1.2.3`
 */
export function goInstall(module) {
  return cached(['go', module.replaceAll(/[^\w.@-]/g, '_')], (folder) => {
    go(['install', module], { GOBIN: folder }, process.cwd(), module);
  });
}

/**
 * Builds the Go program in `source` (with its own go.mod) into the cache; built again only when its files change.
 * @param {string} source
 */
export function goBuild(source) {
  const hash = createHash('sha256');
  for (const name of ['go.mod', 'go.sum', 'main.go']) hash.update(readFileSync(join(source, name)));
  const key = hash.digest('hex').slice(0, 16);
  return cached(['go', key], (folder) => {
    go(['build', '-trimpath', '-o', join(folder, 'program'), '.'], {}, source, source);
  });
}

/**
 * Runs Go, from the PATH or from where its own installation puts it.
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @param {string} cwd
 * @param {string} what
 */
function go(args, env, cwd, what) {
  const program = ['go', '/usr/local/go/bin/go'].find(hasCommand);
  if (program === undefined) {
    throw new MissingTool(
      `${what} cannot be built: the Go toolchain is missing; install Go and put it on PATH.`,
    );
  }
  try {
    execFileSync(program, args, {
      cwd,
      env: { ...process.env, GOFLAGS: '', ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } catch {
    throw new MissingTool(`${what} could not be built: go said why above.`);
  }
}

/**
 * The one file that `make` leaves in a folder, kept under `parts` for the next run.
 * @param {string[]} parts
 * @param {(folder: string) => void} make
 */
function cached(parts, make) {
  const parent = cacheDir(...parts.slice(0, -1));
  const folder = join(parent, parts.at(-1) ?? '');
  if (!existsSync(folder)) {
    const fresh = mkdtempSync(join(parent, '.new-'));
    try {
      make(fresh);
      // Of two runs at once the first one to finish wins.
      if (!existsSync(folder)) renameSync(fresh, folder);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  const [program] = readdirSync(folder);
  if (program === undefined) throw new MissingTool(`${folder} is empty: remove it and run this again.`);
  return join(folder, program);
}
