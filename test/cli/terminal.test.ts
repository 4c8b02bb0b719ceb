import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Interrupted } from '../../server/src/cli/exit-code.ts';
import { openTerminal } from '../../server/src/cli/terminal.ts';

/** A keyboard: what is typed comes in these pieces, as soon as somebody listens. */
function keyboard(...chunks: readonly string[]) {
  const shown: string[] = [];
  const given: Buffer[] = [];
  const modes: boolean[] = [];
  const pending = chunks.map((chunk) => Buffer.from(chunk));
  let flowing = false;
  const events = new EventEmitter();
  const flow = () => {
    setImmediate(() => {
      if (!flowing) return;
      const chunk = pending.shift();
      if (chunk === undefined) return;
      given.push(chunk);
      events.emit('data', chunk);
      flow();
    });
  };
  const input = Object.assign(events, {
    setRawMode: (raw: boolean) => modes.push(raw),
    unshift: (chunk: Buffer) => pending.unshift(Buffer.from(chunk)),
    resume: () => {
      flowing = true;
      flow();
    },
    pause: () => {
      flowing = false;
    },
  });
  const output = { isTerminal: true, columns: 80, write: (text: string) => void shown.push(text) };
  const terminal = openTerminal(() => input, output);
  return { terminal, events, given, modes, shown: () => shown.join('') };
}

describe('a secret', () => {
  it.each([
    ['at once', ['hunter2\r'], 'hunter2'],
    ['key by key', ['h', 'u', 'n', 't', 'e', 'r', '2', '\r'], 'hunter2'],
    ['corrected', ['hunx\u007fter3\b2\n'], 'hunter2'],
    ['begun again', ['wrong\u0015hunter2\r'], 'hunter2'],
    ['with arrow keys, which do nothing', ['hun\u001b[Dter\u001bOC\u001b[1;5A2\r'], 'hunter2'],
    ['in any script', ['비밀번호x\u007f\u007f호\r'], '비밀번호'],
    ['and nothing at all', ['\r'], ''],
  ])('is what was typed %s', async (_, chunks, secret) => {
    const { terminal, shown } = keyboard(...chunks);
    expect((await terminal.readSecret('Password: ')).toString()).toBe(secret);
    expect(shown()).toBe('Password: \n');
  });

  it('is left in none of the pieces it came in, and the terminal is as it was', async () => {
    const { terminal, given, modes } = keyboard('hun', 'ter2\r');
    await terminal.readSecret('Password: ');
    expect(Buffer.concat(given).every((byte) => byte === 0)).toBe(true);
    expect(modes).toEqual([true, false]);
  });

  it('may be pasted with the answers that follow', async () => {
    const { terminal } = keyboard('one\rtwo\ryes\r');
    expect((await terminal.readSecret('First: ')).toString()).toBe('one');
    expect((await terminal.readSecret('Second: ')).toString()).toBe('two');
    expect(await terminal.confirm('Well?')).toBe(true);
  });

  it.each([
    ['Ctrl+C', 'hun\u0003'],
    ['Ctrl+D', '\u0004'],
  ])('%s breaks off, and gives the terminal back', async (_, typed) => {
    const { terminal, modes } = keyboard(typed);
    await expect(terminal.readSecret('Password: ')).rejects.toThrow(Interrupted);
    expect(modes).toEqual([true, false]);
  });

  it('a terminal that goes away breaks off, too', async () => {
    const { terminal, events } = keyboard('hun');
    setTimeout(() => events.emit('end'), 20);
    await expect(terminal.readSecret('Password: ')).rejects.toThrow(Interrupted);
  });
});

describe('a question', () => {
  it.each([
    ['y', true],
    ['Yes', true],
    ['', false],
    ['n', false],
    ['yellow', false],
    ['yx\u007f', true],
  ])('%j is %s', async (typed, yes) => {
    const { terminal, shown } = keyboard(`${typed}\r`);
    expect(await terminal.confirm('Sign it?')).toBe(yes);
    expect(shown()).toBe(`Sign it? [y/N] ${typed.replace('\u007f', '\b \b')}\n`);
  });
});
