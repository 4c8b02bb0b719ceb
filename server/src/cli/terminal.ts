import * as l10n from '@vscode/l10n';
import type { Output, Terminal } from './context.ts';
import { Interrupted } from './exit-code.ts';

/** Standard input where it is a terminal. */
export interface TerminalInput {
  setRawMode(raw: boolean): unknown;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  off(event: 'data', listener: (chunk: Buffer) => void): unknown;
  off(event: 'end', listener: () => void): unknown;
  unshift(chunk: Buffer): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** Longer lines are cut: nobody types them. */
const maxBytes = 4096;

/** `input` is made only when there is a question. */
export function openTerminal(input: () => TerminalInput, output: Output): Terminal {
  const ask = async (prompt: string, shown: boolean): Promise<Buffer> => {
    output.write(prompt);
    try {
      return await readLine(input(), shown ? output : undefined);
    } finally {
      output.write('\n');
    }
  };
  return {
    readSecret: (prompt) => ask(prompt, false),
    confirm: async (question) => {
      const answer = (await ask(`${question} [y/N] `, true)).toString('utf8');
      return /^\s*y(?:es)?\s*$/i.test(answer);
    },
  };
}

/** Bytes rather than text, since a string could not be wiped; `echo` shows what is typed. */
function readLine(input: TerminalInput, echo: Output | undefined): Promise<Buffer> {
  const typed = new TypedLine(echo);
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      input.off('data', onData);
      input.off('end', onEnd);
      input.setRawMode(false);
      input.pause();
      settle();
      typed.wipe();
    };
    const interrupt = () => end(() => reject(new Interrupted(l10n.t('Interrupted.'))));
    const onEnd = interrupt;
    const onData = (chunk: Buffer) => {
      for (const [index, byte] of chunk.entries()) {
        const what = typed.take(byte);
        if (what === 'more') continue;
        // Of several lines that were pasted the rest answers what is asked next.
        const rest = Buffer.from(chunk.subarray(index + 1));
        chunk.fill(0);
        if (what === 'interrupt') interrupt();
        else end(() => resolve(typed.line()));
        if (rest.length > 0) input.unshift(rest);
        return;
      }
      chunk.fill(0);
    };
    input.setRawMode(true);
    input.on('data', onData);
    input.on('end', onEnd);
    input.resume();
  });
}

const key = { ctrlC: 3, ctrlD: 4, backspace: 8, lineFeed: 10, enter: 13, ctrlU: 21, escape: 27, delete: 127 };

/** A line while it is edited. */
class TypedLine {
  readonly #bytes = Buffer.alloc(maxBytes);
  readonly #echo: Output | undefined;
  #length = 0;
  /** Within what an arrow key sends. */
  #escape: 'none' | 'begun' | 'sequence' = 'none';

  constructor(echo: Output | undefined) {
    this.#echo = echo;
  }

  take(byte: number): 'more' | 'enter' | 'interrupt' {
    if (this.#escape !== 'none') {
      this.#skip(byte);
      return 'more';
    }
    switch (byte) {
      case key.enter:
      case key.lineFeed:
        return 'enter';
      case key.ctrlC:
        return 'interrupt';
      case key.ctrlD:
        return this.#length === 0 ? 'interrupt' : 'more';
      case key.backspace:
      case key.delete:
        this.#erase();
        return 'more';
      case key.ctrlU:
        while (this.#length > 0) this.#erase();
        return 'more';
      case key.escape:
        this.#escape = 'begun';
        return 'more';
    }
    if (byte < 0x20 || this.#length === maxBytes) return 'more';
    this.#bytes[this.#length++] = byte;
    if (byte < 0x80) this.#echo?.write(String.fromCharCode(byte));
    return 'more';
  }

  line(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  wipe(): void {
    this.#bytes.fill(0);
  }

  /** The last character, all of its bytes. */
  #erase(): void {
    if (this.#length === 0) return;
    let byte: number;
    do {
      byte = this.#bytes[--this.#length] ?? 0;
      this.#bytes[this.#length] = 0;
    } while (this.#length > 0 && byte >= 0x80 && byte < 0xc0);
    if (byte < 0x80) this.#echo?.write('\b \b');
  }

  /** `ESC [ … letter`, `ESC O letter`, or `ESC` and one key. */
  #skip(byte: number): void {
    const opens = this.#escape === 'begun' && (byte === 0x5b || byte === 0x4f);
    if (opens) this.#escape = 'sequence';
    else if (this.#escape === 'begun' || byte >= 0x40) this.#escape = 'none';
  }
}
