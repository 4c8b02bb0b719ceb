// `npm test`: installs what is missing, builds, and runs every test that needs only npm.
import { ensureInstalled, run } from './lib/bootstrap.mjs';

ensureInstalled();
run('node', ['scripts/build.mjs']);
run('vitest', ['run', '--config', 'scripts/vitest.config.ts', ...process.argv.slice(2)]);
