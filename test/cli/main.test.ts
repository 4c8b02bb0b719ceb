import { describe, expect, it } from 'vitest';
import type { CliContext } from '../../server/src/cli/context.ts';
import { languageOf } from '../../server/src/cli/locale.ts';
import { main } from '../../server/src/cli/main.ts';
import { paintFor } from '../../server/src/cli/style.ts';

async function run(...args: string[]) {
  const stdout = memory();
  const stderr = memory();
  const context: CliContext = {
    cwd: '/nowhere',
    env: {},
    stdout,
    stderr,
    readStdin: async () => new Uint8Array(),
    onInterrupt: () => () => {},
    distDirectory: '/nowhere/dist',
    version: '1.2.3',
  };
  const code = await main(args, context);
  return { code, stdout: stdout.texts.join(''), stderr: stderr.texts.join('') };
}

function memory() {
  const texts: string[] = [];
  return { texts, isTerminal: false, columns: undefined, write: (text: string) => void texts.push(text) };
}

describe('imageseal', () => {
  it.each([[['--version']], [['version']], [['-v']]])('%j says the version', async (args) => {
    expect(await run(...args)).toEqual({ code: 0, stdout: 'imageseal 1.2.3\n', stderr: '' });
  });

  it.each([[['--help']], [['help']], [['-h']]])('%j lists the commands', async (args) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await expect(stdout).toMatchFileSnapshot('golden/help.txt');
  });

  it.each([[['verify', '--help']], [['help', 'verify']]])('%j explains the flags', async (args) => {
    const { code, stdout } = await run(...args);
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot('golden/help-verify.txt');
  });

  it.each([[['check', '--help']], [['help', 'check']], [['check', '-h', 'k8s']]])(
    '%j explains the flags',
    async (args) => {
      const { code, stdout } = await run(...args);
      expect(code).toBe(0);
      await expect(stdout).toMatchFileSnapshot('golden/help-check.txt');
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
    },
  );

  it.each(['sign', 'attest', 'generate-key-pair', 'import-key-pair', 'notation-cert'])(
    '%s --help explains the flags',
    async (name) => {
      const { code, stdout } = await run(name, '--help');
      expect(code).toBe(0);
      await expect(stdout).toMatchFileSnapshot(`golden/help-${name}.txt`);
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
    },
  );

  it('without a command is told how to use it', async () => {
    const { code, stdout, stderr } = await run();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: imageseal <command>');
  });

  it.each([
    [['chek'], 'imageseal: There is no command "chek"; did you mean "check"? See imageseal --help.\n'],
    [
      ['frobnicate'],
      'imageseal: There is no command "frobnicate"; the commands are check, verify, sign, attest, generate-key-pair, import-key-pair, notation-cert, pipeline, lsp, help, version. See imageseal --help.\n',
    ],
    [
      ['help', 'chck'],
      'imageseal: There is no command "chck"; did you mean "check"? See imageseal help --help.\n',
    ],
    [
      ['check', '--fxi'],
      'imageseal: There is no flag --fxi; did you mean --fix? See imageseal check --help.\n',
    ],
    [
      ['lsp'],
      'imageseal: The language server speaks over standard input and output: imageseal lsp --stdio. See imageseal lsp --help.\n',
    ],
    [
      ['lsp', '--stdio'],
      'imageseal: /nowhere/dist/server.js is missing: build or install ImageSeal again.\n',
    ],
    [['check', 'gone.yaml'], 'imageseal: There is no file or folder "gone.yaml".\n'],
    [['check', '\u001b[31mred'], 'imageseal: There is no file or folder "\ufffd[31mred".\n'],
  ])('%j ends with 2 and one sentence', async (args, stderr) => {
    expect(await run(...args)).toEqual({ code: 2, stdout: '', stderr });
  });
});

describe('the language', () => {
  it.each([
    [{ LANG: 'ko_KR.UTF-8' }, 'ko'],
    [{ LC_ALL: 'ko', LANG: 'en_GB.UTF-8' }, 'ko'],
    [{ LC_MESSAGES: 'de_AT@euro', LANG: 'ko_KR' }, 'de'],
    [{ LC_ALL: '', LANG: 'ko_KR' }, 'ko'],
    [{ LANG: 'en_US.UTF-8' }, undefined],
    [{ LANG: 'C.UTF-8' }, undefined],
    [{ LANG: '../../etc' }, undefined],
    [{}, undefined],
  ])('of %j is %s', (env, language) => {
    expect(languageOf(env)).toBe(language);
  });
});

describe('colours', () => {
  const terminal = { write: () => {}, isTerminal: true, columns: 80 };
  const pipe = { write: () => {}, isTerminal: false, columns: undefined };
  const red = '\u001b[31mx\u001b[0m';

  it.each([
    ['a terminal', undefined, terminal, {}, red],
    ['a pipe', undefined, pipe, {}, 'x'],
    ['NO_COLOR', undefined, terminal, { NO_COLOR: '1' }, 'x'],
    ['an empty NO_COLOR', undefined, terminal, { NO_COLOR: '' }, red],
    ['FORCE_COLOR', undefined, pipe, { FORCE_COLOR: '1' }, red],
    ['FORCE_COLOR=0', undefined, terminal, { FORCE_COLOR: '0' }, 'x'],
    ['NO_COLOR and FORCE_COLOR', undefined, pipe, { NO_COLOR: '1', FORCE_COLOR: '1' }, 'x'],
    ['a dumb terminal', undefined, terminal, { TERM: 'dumb' }, 'x'],
    ['--color in a pipe', true, pipe, { NO_COLOR: '1' }, red],
    ['--no-color', false, terminal, { FORCE_COLOR: '1' }, 'x'],
  ])('with %s', (_name, flag, output, env, expected) => {
    expect(paintFor(flag, output, env)('x', 'red')).toBe(expected);
  });
});
