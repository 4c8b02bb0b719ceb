// Lets a test call the real extension API: POST a function's source and its arguments, get its result. Never shipped.
const { randomBytes } = require('node:crypto');
const { writeFileSync, renameSync } = require('node:fs');
const { createServer } = require('node:http');
const vscode = require('vscode');

/** @param {import('vscode').ExtensionContext} context */
exports.activate = (context) => {
  const file = process.env.IMAGESEAL_DRIVER_FILE;
  if (!file) return;
  // VS Code takes NODE_OPTIONS out of this process's environment; from here it reaches what this process starts.
  const watcher = process.env.IMAGESEAL_CONNECTION_WATCHER;
  require(watcher);
  process.env.NODE_OPTIONS = `--require ${watcher}`;
  const token = randomBytes(16).toString('hex');
  const server = createServer(async (request, response) => {
    if (request.headers.authorization !== token) return response.writeHead(403).end();
    let body = '';
    for await (const chunk of request) body += chunk;
    try {
      const { source, args } = JSON.parse(body);
      const call = new Function('vscode', 'args', `return (${source})(vscode, ...args);`);
      response.end(JSON.stringify({ value: await call(vscode, args) }));
    } catch (error) {
      response.end(JSON.stringify({ error: String(error?.stack ?? error) }));
    }
  });
  server.listen(0, '127.0.0.1', () => {
    // Renamed into place, so that nobody reads half a file.
    writeFileSync(`${file}.new`, JSON.stringify({ port: server.address().port, token }), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  });
  context.subscriptions.push({ dispose: () => server.close() });
};
