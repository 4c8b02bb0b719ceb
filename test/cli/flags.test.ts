import { describe, expect, it } from 'vitest';
import { checkOptions } from '../../server/src/cli/check/options.ts';
import { check } from '../../server/src/cli/commands/check.ts';
import { verify } from '../../server/src/cli/commands/verify.ts';
import { UsageError } from '../../server/src/cli/exit-code.ts';
import { helpFlag, parseArguments } from '../../server/src/cli/flags.ts';
import { trustFlags } from '../../server/src/cli/verify/trust-flags.ts';

const parse = (...args: string[]) => parseArguments(args, [...check.flags, helpFlag]);
const parseVerify = (...args: string[]) => parseArguments(args, verify.flags);
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
    [['--format', ''], '--format needs a value: --format text|json|sarif|github.'],
    [['--config='], '--config needs a value: --config FILE.'],
    [['--offline=yes'], '--offline takes no value.'],
  ])('%j: one sentence that helps', (args, message) => {
    expect(() => parse(...args)).toThrow(new UsageError(message));
  });
});

describe('repeatable flags', () => {
  it('keep every value, across flags in the order given', () => {
    const { repeated, flags } = parseVerify(
      '--certificate-oidc-issuer=i1',
      '--key',
      'a.pub',
      '--certificate-oidc-issuer-regexp',
      'i2',
      '--key=b.pub',
      '-a',
      'x=1',
      '-a=y=2',
      '-az=3',
      '-o=json',
    );
    expect(repeated.map(({ name, value }) => `${name} ${value}`)).toEqual([
      'certificate-oidc-issuer i1',
      'key a.pub',
      'certificate-oidc-issuer-regexp i2',
      'key b.pub',
      'annotations x=1',
      'annotations y=2',
      'annotations z=3',
    ]);
    expect(flags.get('output')).toBe('json');
  });

  it('switches are on, off or as if they were not there', () => {
    const { flags } = parseVerify(
      '--insecure-ignore-tlog=true',
      '--offline',
      '--offline=false',
      '--color=false',
    );
    expect(Object.fromEntries(flags)).toEqual({ 'insecure-ignore-tlog': true, color: false });
  });
});

describe('trust flags of verify', () => {
  const flagsOf = (...args: string[]) => trustFlags(parseVerify(...args));

  it('say nothing when none is given', () => {
    expect(flagsOf('--offline', 'nginx')).toBeUndefined();
  });

  it('pair identities and issuers of either kind in their order', () => {
    const { identities } = flagsOf(
      '--certificate-identity=a',
      '--certificate-oidc-issuer-regexp=I',
      '--certificate-identity-regexp=b',
      '--certificate-oidc-issuer=j',
    )!;
    expect(identities).toEqual([
      { subject: 'a', issuerRegExp: 'I' },
      { subjectRegExp: 'b', issuer: 'j' },
    ]);
  });

  it('take annotations with commas between them, as CSV quotes them', () => {
    const { annotations } = flagsOf('--key=k', '-a', 'a=1,b=x=y', '-a', '"c=1,2","d=""q"""')!;
    expect(annotations).toEqual({ a: '1', b: 'x=y', c: '1,2', d: '"q"' });
  });

  it.each<[readonly string[], string, boolean]>([
    [['--key=k'], 'required', false],
    [['--certificate-identity=a', '--certificate-oidc-issuer=i'], 'default', false],
    [['--key=k', '--certificate-identity=a', '--certificate-oidc-issuer=i'], 'required', false],
    [['--key=k', '--insecure-ignore-tlog', '--use-signed-timestamps'], 'waived', true],
  ])('%j: log entry %s, signed timestamps %s', (args, log, signedTimestamps) => {
    expect(flagsOf(...args)!.requirements).toEqual({ log, signedTimestamps });
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
