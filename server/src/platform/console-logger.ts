import type { Logger } from '../registry/ports.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

const ORDER: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];

export interface ConsoleLoggerOptions {
  /** Messages below it are dropped (default `warn`). */
  readonly level?: LogLevel;
  /** Default: standard error, so that standard output stays with results and the protocol. */
  readonly stream?: { write(text: string): unknown };
}

/** One line a message: `imageseal: warn: …`. */
export function createConsoleLogger(options: ConsoleLoggerOptions = {}): Logger {
  const stream = options.stream ?? process.stderr;
  const least = ORDER.indexOf(options.level ?? 'warn');
  const at = (level: LogLevel) => (message: string) => {
    if (ORDER.indexOf(level) < least) return;
    stream.write(`imageseal: ${level}: ${oneLine(message)}\n`);
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** What a registry says may reach the terminal: no line of its own, no escape sequence. */
function oneLine(message: string): string {
  return message
    .replaceAll(/\s*[\r\n]+\s*/g, ' ')
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}
