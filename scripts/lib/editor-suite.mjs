// What the tests and the benchmark in a real VS Code need: the editor, a browser, the packaged extension installed.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installCodeServer, installExtension } from './code-server.mjs';
import { aptInstall, hasCommand } from './tools.mjs';

const browsers = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'];

/**
 * Installs what is missing, builds and packages, and installs the VSIX into a folder of extensions, beside the driver
 * and the Korean display language. The result goes to the tests as IMAGESEAL_EDITOR_SUITE.
 * @param {string} root the checkout
 * @param {string} folder for this run only
 * @returns {{entry: string, extensions: string, chromium: string}}
 */
export function prepareEditorSuite(root, folder) {
  if (!browsers.some((path) => existsSync(path))) aptInstall(['chromium']);
  if (hasCommand('apt-get')) aptInstall(['fonts-noto-cjk']);
  const entry = installCodeServer(console.log);

  const built = spawnSync(process.execPath, ['scripts/package.mjs'], { cwd: root, stdio: 'inherit' });
  if (built.status !== 0) throw new Error('the extension could not be packaged: see above.');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const vsix = join(root, `imageseal-${version}.vsix`);

  const extensions = join(folder, 'extensions');
  installExtension(entry, vsix, extensions);
  if (!readdirSync(extensions).some((name) => name.startsWith('imageseal.imageseal-'))) {
    throw new Error(`${vsix} was not installed into ${extensions}.`);
  }
  for (const name of ['driver', 'language-pack-ko']) {
    cpSync(join(root, 'test', 'editors', name), join(extensions, name), { recursive: true });
  }
  // VS Code takes its list from extensions.json once that is there; without it, it reads the folders.
  rmSync(join(extensions, 'extensions.json'), { force: true });

  const chromium = browsers.find((path) => existsSync(path));
  if (chromium === undefined) throw new Error('Chromium was not found in /usr/bin: install it there.');
  return { entry, extensions, chromium };
}
