import type { Connection } from 'vscode-languageserver/node';
import type { Logger } from '../registry/ports.ts';

/** Logs to the client's output channel (`window/logMessage`); debug lines only while the client traces. */
export function createConnectionLogger(connection: Connection): Logger {
  return {
    debug: (message) => connection.tracer.log(message),
    info: (message) => connection.console.info(message),
    warn: (message) => connection.console.warn(message),
    error: (message) => connection.console.error(message),
  };
}
