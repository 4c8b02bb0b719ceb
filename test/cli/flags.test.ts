import { describe, expect, it } from 'vitest';
import { checkOptions } from '../../server/src/cli/check/options.ts';
import { check } from '../../server/src/cli/commands/check.ts';
import { UsageError } from '../../server/src/cli/exit-code.ts';
import { helpFlag, parseArguments } from '../../server/src/cli/flags.ts';

const parse = (...args: string[]) => parseArguments(args, [...check.flags, helpFlag]);
const options = (args: string[], env = {}) => checkOptions(parse(...args), env);

describe('flags', () => {
  it('reads values, switches and operands, the last of two counting', () => {
    const { flags, operands } = parse(
      'k8s',
      '--format=json',
      '--offline',
      '--format',
      'sarif',
      '--no-color',
      '--',
      '--x',
    );
    expect(Object.fromEntries(flags)).toEqual({ format: 'sarif', offline: true, color: false });
    expect(operands).toEqual(['k8s', '--x']);
  });

  it.each([
    [['--offlin'], 'There is no flag --offlin; did you mean --offline?'],
    [['--no-colour'], 'There is no flag --no-colour; did you mean --no-color?'],
    [['--no-offline'], 'There is no flag --no-offline; did you mean --offline?'],
    [['--zzzzzzzzzz'], 'There is no flag --zzzzzzzzzz here.'],
    [['-x'], 'There is no flag -x here.'],
    [['--format', 'jsn'], '--format must be one of text, json, sarif, github; did you mean "json"?'],
    [['--severity', 'off'], '--severity must be one of error, warning, information, hint, not "off".'],
    [['--format'], '--format needs a value: --format text|json|sarif|github.'],
    [['--format', '--offline'], '--format needs a value: --format text|json|sarif|github.'],
    [['--offline=yes'], '--offline takes no value.'],
  ])('%j: one sentence that helps', (args, message) => {
    expect(() => parse(...args)).toThrow(new UsageError(message));
  });
});

describe('options of check', () => {
  it('have defaults', () => {
    expect(options([])).toEqual({
      paths: ['.'],
      format: 'text',
      severity: 'warning',
      failOnUnknown: false,
      offline: false,
      pins: 'report',
      configFile: undefined,
      stdinName: undefined,
      concurrency: 16,
      cache: true,
      colour: undefined,
    });
  });

  it('take offline from the environment', () => {
    expect(options([], { IMAGESEAL_OFFLINE: '1' }).offline).toBe(true);
    expect(options([], { IMAGESEAL_OFFLINE: '0' }).offline).toBe(false);
  });

  it.each([
    [['--fix', '--diff'], '--diff shows what --fix would do: give one of them.'],
    [['--fix', '--offline'], '--fix needs the registries, and --offline forbids them.'],
    [['--diff', '--format', 'json'], '--diff prints a diff: leave --format out.'],
    [['-', 'a.yaml'], 'Standard input (-) is checked alone, without other paths.'],
    [['a.yaml', '--stdin-filename', 'b.yaml'], '--stdin-filename names standard input: give - as the path.'],
    [['--concurrency', '0'], '--concurrency must be a whole number from 1 to 64, not "0".'],
    [['--concurrency', '2.5'], '--concurrency must be a whole number from 1 to 64, not "2.5".'],
  ])('%j do not go together', (args, message) => {
    expect(() => options(args)).toThrow(new UsageError(message));
  });
});
