// Opens a folder in VS Code with the packaged extension: the editor on this machine, or the one in a browser.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installCodeServer, installExtension, startCodeServer } from './lib/code-server.mjs';
import { cacheDir, hasCommand } from './lib/tools.mjs';

/**
 * @typedef {object} OpenEditorOptions
 * @property {string} vsix the packaged extension
 * @property {string} workspace the folder to open
 * @property {number} [port] of the browser VS Code; 0, the default, takes a free one
 * @property {(line: string) => void} [log]
 */

/**
 * Installs the extension and opens the workspace: with `code` when it is on PATH, otherwise in the browser VS Code, which
 * then runs until `stop` is called.
 * @param {OpenEditorOptions} options
 * @returns {Promise<{url?: string, stop: () => Promise<void>}>}
 */
export async function openInEditor({ vsix, workspace, port = 0, log = console.log }) {
  return hasCommand('code') ? openDesktop(vsix, workspace) : openBrowser(vsix, workspace, port, log);
}

/**
 * @param {string} vsix
 * @param {string} workspace
 */
function openDesktop(vsix, workspace) {
  for (const args of [['--install-extension', vsix, '--force'], [workspace]]) {
    const { status } = spawnSync('code', args, { stdio: 'inherit' });
    if (status !== 0) throw new Error(`\`code ${args.join(' ')}\` failed: see above.`);
  }
  return { stop: async () => {} };
}

/**
 * @param {string} vsix
 * @param {string} workspace
 * @param {number} port
 * @param {(line: string) => void} log
 */
async function openBrowser(vsix, workspace, port, log) {
  const entry = installCodeServer(log);
  const home = cacheDir('editor');
  const extensionsDir = join(home, 'extensions');
  rmSync(extensionsDir, { recursive: true, force: true });
  mkdirSync(extensionsDir);
  installExtension(entry, vsix, extensionsDir);
  const dataDir = join(home, 'data');
  const server = await startCodeServer({ entry, dataDir, extensionsDir, workspace, port });
  log(`VS Code with ImageSeal: ${server.url}`);
  return server;
}
