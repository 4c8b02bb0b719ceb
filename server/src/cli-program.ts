import { isatty } from 'node:tty';
import { version } from '../../package.json';
import type { CliContext, Output } from './cli/context.ts';
import { exitCode } from './cli/exit-code.ts';
import { main } from './cli/main.ts';
import { openTerminal } from './cli/terminal.ts';

const stderr = outputTo(process.stderr);

/** The `imageseal` program, bundled as dist/cli-program.js; dist/cli.js starts it. */
const context: CliContext = {
  cwd: process.cwd(),
  env: process.env,
  stdout: outputTo(process.stdout),
  stderr,
  // `isatty` rather than `process.stdin`, which takes time to make and most runs never read.
  terminal: isatty(0) && isatty(2) ? openTerminal(() => process.stdin, stderr) : undefined,
  readStdin: async () => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
    return Buffer.concat(chunks);
  },
  onInterrupt: (callback) => {
    process.on('SIGINT', callback);
    return () => process.off('SIGINT', callback);
  },
  distDirectory: __dirname,
  version,
};

// `imageseal check | head`: nobody reads on, so there is nothing left to do.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCode.failed);
  throw error;
});

void main(process.argv.slice(2), context).then((code) => {
  // Connections that are kept open must not keep the process; what was written must arrive first.
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
});

function outputTo(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY === true,
    columns: stream.isTTY ? stream.columns : undefined,
  };
}
