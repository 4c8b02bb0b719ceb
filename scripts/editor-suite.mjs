// `npm run test:editor`: the packaged extension in a real VS Code (code-server and Chromium), and the server in Neovim.
// Installs what is missing, builds, packages, runs test/editors; arguments go to vitest (a file, `-t name`).
import { fileURLToPath } from 'node:url';
import { ensureInstalled, run } from './lib/bootstrap.mjs';

const [first, ...rest] = process.argv.slice(2);
if (first === '--on-project-node') {
  const { runEditorSuite } = await import('./lib/run-editor-suite.mjs');
  process.exitCode = runEditorSuite(rest);
} else {
  ensureInstalled();
  // Once more on the Node of .node-version: code-server wants just that one.
  run('node', [fileURLToPath(import.meta.url), '--on-project-node', ...process.argv.slice(2)]);
}
