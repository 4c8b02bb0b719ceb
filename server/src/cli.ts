import { createRequire, enableCompileCache } from 'node:module';
import { join } from 'node:path';

// dist/cli.js. The program is a file of its own because Node keeps compiled code only of what is loaded after this call.
// Node before 22.1 lacks it, and needs nothing else that is newer.
enableCompileCache?.();
createRequire(__filename)(join(__dirname, 'cli-program.js'));
