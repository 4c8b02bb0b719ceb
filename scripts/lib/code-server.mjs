// VS Code in a browser (code-server): installed from npm into the tools cache, started for tests and `npm start -- --editor`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { aptInstall, cacheDir, hasCommand, MissingTool } from './tools.mjs';

/** The release the suite is written against: VS Code 1.139.1. It wants Node 24, which `process.execPath` must be. */
const version = '4.139.1';

/** What its native modules are compiled with. */
const buildPackages = ['build-essential', 'libkrb5-dev', 'pkg-config', 'python3'];

/** Settings without which a fresh window shows pages, prompts and downloads of its own. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.welcomePage.experimentalOnboarding': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'editor.minimap.enabled': false,
};

/**
 * The path of code-server's entry.js, installed first when it is not in the cache yet (some minutes, once).
 * @param {(line: string) => void} [log]
 * @returns {string}
 */
export function installCodeServer(log = () => {}) {
  const folder = cacheDir('code-server');
  const entry = join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
  if (installedVersion(folder) === version && starts(entry)) return entry;
  if (process.versions.node.split('.')[0] !== '24') {
    throw new MissingTool(`code-server ${version} needs Node 24, not ${process.version}: run this with npm.`);
  }
  log(`installing code-server ${version} into ${folder} (some minutes, once)`);
  if (hasCommand('apt-get')) aptInstall(buildPackages);
  rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}` };
  // Left by an npm on another Node that may have started this: the installer would take the version from it.
  delete env.npm_config_user_agent;
  const npm = spawnSync(
    'npm',
    ['install', '--ignore-scripts=false', '--save-exact', `code-server@${version}`],
    {
      cwd: folder,
      encoding: 'utf8',
      env,
      maxBuffer: 1 << 28,
    },
  );
  writeFileSync(join(folder, 'install.log'), `${npm.stdout}\n${npm.stderr}`);
  if (npm.status !== 0 || !starts(entry)) {
    throw new MissingTool(
      `code-server ${version} could not be installed: ${join(folder, 'install.log')} says why.`,
    );
  }
  return entry;
}

/** @param {string} folder */
function installedVersion(folder) {
  const manifest = join(folder, 'node_modules', 'code-server', 'package.json');
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : undefined;
}

/** @param {string} entry */
function starts(entry) {
  const modules = join(dirname(entry), '..', '..', 'lib', 'vscode', 'node_modules');
  return existsSync(modules) && spawnSync(process.execPath, [entry, '--version']).status === 0;
}

/**
 * Installs a VSIX as a person would, into `extensionsDir`.
 * @param {string} entry what `installCodeServer` answered
 * @param {string} vsix
 * @param {string} extensionsDir
 */
export function installExtension(entry, vsix, extensionsDir) {
  const dataDir = join(extensionsDir, '..', 'install-data');
  const args = [entry, '--install-extension', vsix, '--extensions-dir', extensionsDir];
  args.push('--user-data-dir', dataDir, '--config', join(dataDir, 'config.yaml'));
  const result = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (result.status !== 0)
    throw new Error(`${vsix} could not be installed: ${result.stdout}${result.stderr}`);
}

/**
 * Starts code-server on a free loopback port.
 * @param {import('./code-server.d.mts').CodeServerOptions} options
 * @returns {Promise<import('./code-server.d.mts').CodeServer>}
 */
export async function startCodeServer(options) {
  const { entry, dataDir, extensionsDir, workspace, locale, port = 0, env = {} } = options;
  mkdirSync(join(dataDir, 'User'), { recursive: true });
  const settings = { ...quietSettings, ...options.settings };
  writeFileSync(join(dataDir, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
  const args = [entry, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`];
  args.push('--disable-telemetry', '--disable-update-check', '--disable-getting-started-override');
  args.push('--user-data-dir', dataDir, '--extensions-dir', extensionsDir);
  args.push('--config', join(dataDir, 'config.yaml'));
  if (options.workspaceTrust === false) args.push('--disable-workspace-trust');
  if (locale) args.push('--locale', locale);
  args.push(workspace);
  const child = spawn(process.execPath, args, {
    env: { ...process.env, VSCODE_IPC_HOOK_CLI: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = () =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve(undefined);
      child.once('exit', () => resolve(undefined));
      child.kill();
    });
  let output = '';
  const address = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`code-server ended with ${code}: ${output}`)));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        const found = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(output);
        if (found) resolve(Number(found[1]));
      });
    }
  });
  // By name, not by number: cookies, clipboard and service workers want a secure context.
  return { url: `http://localhost:${address}/`, stop };
}
