// Loaded into every Node process of the editor under test (NODE_OPTIONS): notes each TCP connection it asks for.
const { appendFileSync } = require('node:fs');
const { Socket } = require('node:net');

const file = process.env.IMAGESEAL_CONNECTION_LOG;
const connect = Socket.prototype.connect;
Socket.prototype.connect = function (...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  const options = typeof first === 'object' && first !== null ? first : { port: first, host: args[1] };
  if (file && options.port !== undefined && options.path === undefined) {
    const script = process.argv.slice(1, 3).join(' ');
    appendFileSync(
      file,
      `${JSON.stringify({ script, to: `${options.host ?? 'localhost'}:${options.port}` })}\n`,
    );
  }
  return connect.apply(this, args);
};
