// `npm run test:editor`: the packaged extension in a real VS Code (code-server and Chromium), and the server in Neovim.
// Installs what is missing, builds, packages, runs test/editors; arguments go to vitest (a file, `-t name`).
import { ensureInstalled, run } from './lib/bootstrap.mjs';

ensureInstalled();
// On the project's own Node: code-server wants just that.
run('node', ['scripts/lib/run-editor-suite.mjs', ...process.argv.slice(2)]);
