// `npm start`: sets everything up and shows the main job on examples/. `npm start -- --editor` opens them in VS Code.
import { ensureInstalled, run } from './lib/bootstrap.mjs';

ensureInstalled();
const editor = process.argv.includes('--editor');
run('node', [editor ? 'scripts/package.mjs' : 'scripts/build.mjs']);
run('node', [
  '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
  'scripts/show-examples.ts',
  ...process.argv.slice(2),
]);
