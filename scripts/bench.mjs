// `npm run bench`: builds, then prints the figures of test/bench. With `--editor` also the activation time in VS Code.
import { ensureInstalled, run } from './lib/bootstrap.mjs';

ensureInstalled();
run('node', ['scripts/build.mjs']);
run('node', [
  '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
  'test/bench/main.ts',
  ...process.argv.slice(2),
]);
