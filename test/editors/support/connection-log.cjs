// Loaded into the extension host of the editor under test, and into what it starts: notes each TCP connection asked for.
const { appendFileSync } = require('node:fs');
const { Socket } = require('node:net');

const file = process.env.IMAGESEAL_CONNECTION_LOG;
const connect = Socket.prototype.connect;
const note = (entry) => {
  const script = process.argv.slice(1, 3).join(' ');
  if (file) appendFileSync(file, `${JSON.stringify({ script, ...entry })}\n`);
};
note({ watched: true });
Socket.prototype.connect = function (...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  const options = typeof first === 'object' && first !== null ? first : { port: first, host: args[1] };
  if (options.port !== undefined && !options.path) {
    note({ to: `${options.host ?? 'localhost'}:${options.port}` });
  }
  return connect.apply(this, args);
};
