// `npm run bench`: builds and packages, then prints the figures of test/bench. `npm run bench -- L workspace` prints those
// parts only (start, S, M, L, LIST, CRD, workspace, verify, notation); with `--editor` also the activation in a real VS Code.
import { ensureInstalled, run } from './lib/bootstrap.mjs';

ensureInstalled();
run('node', ['scripts/package.mjs']);
run('node', [
  '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
  'test/bench/main.ts',
  ...process.argv.slice(2),
]);
