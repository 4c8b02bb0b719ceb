import { enableCompileCache } from 'node:module';
import { dirname } from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../../package.json';
import { startServer } from './lsp/server.ts';

// The language server's program: `node dist/server.js --stdio` or `--node-ipc`.
// Node before 22.1 lacks it, and needs nothing else that is newer.
enableCompileCache?.();

const transports = /^--(?:stdio|node-ipc|socket|pipe)(?:=|$)/;
if (!process.argv.some((argument) => transports.test(argument))) process.argv.push('--stdio');

startServer(createConnection(ProposedFeatures.all), { resources: dirname(__dirname), version });
