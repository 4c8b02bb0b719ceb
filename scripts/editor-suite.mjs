// `npm run test:editor`: the packaged extension in a real VS Code (code-server and Chromium) and in Neovim.
// Installs what is missing, builds, packages, runs test/editors; arguments go to vitest (a file, `-t name`).
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installCodeServer, installExtension } from './lib/code-server.mjs';
import { aptInstall, hasCommand } from './lib/tools.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Debian's names; the font is for the Korean pictures. */
const packages = { chromium: 'chromium', nvim: 'neovim' };

/** @param {string[]} command */
function run(...command) {
  const [program = '', ...args] = command;
  const { status } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** The driver extension and the Korean display language, put beside the installed VSIX. @param {string} folder */
function addTestExtensions(folder) {
  for (const name of ['driver', 'language-pack-ko']) {
    cpSync(join(root, 'test', 'editors', name), join(folder, name), { recursive: true });
  }
  // VS Code takes its list from extensions.json once that is there; without it, it reads the folders.
  rmSync(join(folder, 'extensions.json'), { force: true });
}

aptInstall(Object.entries(packages).flatMap(([command, name]) => (hasCommand(command) ? [] : [name])));
aptInstall(['fonts-noto-cjk']);
const entry = installCodeServer(console.log);

run('npm', 'run', '--silent', 'package');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const vsix = join(root, `imageseal-${version}.vsix`);

const folder = mkdtempSync(join(tmpdir(), 'imageseal-suite-'));
try {
  const extensions = join(folder, 'extensions');
  installExtension(entry, vsix, extensions);
  addTestExtensions(extensions);
  if (!readdirSync(extensions).some((name) => name.startsWith('imageseal.imageseal-'))) {
    throw new Error(`${vsix} was not installed into ${extensions}`);
  }
  rmSync(join(root, 'artifacts', 'editor'), { recursive: true, force: true });
  const chromium = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path)) ?? 'chromium';
  const suite = { entry, extensions, chromium };
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', '--config', 'scripts/vitest.editors.config.ts', ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    env: { ...process.env, IMAGESEAL_EDITOR_SUITE: JSON.stringify(suite) },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
