import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfigurationFile, parseSettings } from '../../server/src/configuration/parse-configuration.ts';
import { invalidExamples, publicKey, validExamples } from './examples.ts';

/** Takes «» out of a text and tells where they were. */
function marked(text: string): { text: string; start: number; end: number } {
  const start = text.indexOf('«');
  const end = text.indexOf('»') - 1;
  return { text: text.replace(/[«»]/g, ''), start, end };
}

const trustOf = (yaml: string) => parseConfigurationFile(yaml).settings.trust;

describe('parseConfigurationFile', () => {
  it.each(Object.entries(validExamples))('finds nothing wrong with %s', (_, yaml) => {
    expect(parseConfigurationFile(yaml).problems).toEqual([]);
  });

  it('returns what was written', () => {
    expect(parseConfigurationFile(validExamples['every key']!).settings).toEqual({
      rules: { unpinned: 'warning', unsigned: 'off' },
      ignore: ['docs/**', '**/testdata/**', '!keep.yaml', '\\#odd', '[ab].yaml'],
      images: [{ match: 'localhost/**', rules: { unsigned: 'off' } }],
      imagePaths: {
        'example.com/*/Widget': ['spec.runtime.image'],
        'v1/Thing': ['spec.steps[].image', 'spec.*.image'],
      },
      registries: [
        {
          match: 'registry.corp.example',
          insecure: true,
          mirror: 'mirror.corp.example/hub',
          signatures: 'registry.corp.example/signatures',
        },
      ],
      trust: [
        {
          images: 'ghcr.io/acme/**',
          keys: [{ file: 'cosign.pub' }, { pem: publicKey }],
          identities: [
            {
              issuer: 'https://token.actions.githubusercontent.com',
              subject: 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main',
            },
            {
              issuerRegExp: '^https://gitlab\\.example$',
              subjectRegExp: '^https://gitlab\\.example/acme/.*$',
            },
            {
              repository: 'https://github.com/acme/app',
              ref: 'refs/heads/*',
              workflow: '.github/workflows/release.yml',
            },
            { repository: 'https://gitlab.com/acme/team/app', issuerRegExp: '^https://gitlab\\.com$' },
            { repository: 'https://git.example:8443/acme/app', issuer: 'https://git.example' },
          ],
          annotations: { env: 'prod' },
          accept: 'any',
          requireLog: true,
          trustedRoot: 'sigstore/trusted_root.json',
          notation: { policy: 'trustpolicy.json', store: 'truststore' },
        },
      ],
    });
  });

  it('lists the files the configuration names, with their places, but no references', () => {
    const yaml = `
trust:
  - images: ghcr.io/a/b
    keys: [{ file: keys/a.pub }, { file: "k8s://ns/secret" }]
    notation: { store: 'the store' }`;
    expect(parseConfigurationFile(yaml).referencedFiles).toEqual([
      { path: 'keys/a.pub', kind: 'file', span: spanOf(yaml, 'keys/a.pub') },
      { path: 'the store', kind: 'folder', span: spanOf(yaml, "'the store'") },
    ]);
  });

  it.each(invalidExamples)('%s', (yaml, message) => {
    const { text, start, end } = marked(yaml);
    const { problems } = parseConfigurationFile(text);
    expect(problems.map((problem) => problem.message)).toEqual([message]);
    expect(problems[0]?.span).toEqual({ start, end });
  });

  it('says where in the configuration a problem is, and what was meant', () => {
    const { problems } = parseConfigurationFile(
      'images:\n  - match: ghcr.io/**\n    rules: { unsinged: off }',
    );
    expect(problems).toMatchObject([
      { path: 'images[0].rules.unsinged', severity: 'error', suggestion: 'unsigned' },
    ]);
  });

  it('reports each problem and keeps what is good', () => {
    const { settings, problems } = parseConfigurationFile(`
rules: { unsigned: off, unpinned: loud }
ignore: [docs/, ./x, 5]
registries:
  - { match: quay.io, insecure: true, mirror: "https://x" }
  - { match: quay }
`);
    expect(problems).toHaveLength(5);
    expect(settings).toEqual({
      rules: { unsigned: 'off' },
      ignore: ['docs/'],
      registries: [{ match: 'quay.io', insecure: true, damaged: true }],
    });
  });

  it('reports a key that stands there twice, and takes the first', () => {
    const { text, start, end } = marked('rules: { unsigned: off }\n«rules»: { unsigned: error }\n');
    const { settings, problems } = parseConfigurationFile(text);
    expect(problems).toMatchObject([
      { message: '"rules" stands here twice; only the first one counts.', span: { start, end } },
    ]);
    expect(settings.rules).toEqual({ unsigned: 'off' });
  });

  it('says where the YAML is broken, and reads on', () => {
    const { settings, problems } = parseConfigurationFile('rules: { unsigned: off\nignore: [docs/]\n');
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]?.message).toMatch(/^This is not valid YAML: ./);
    expect(problems[0]?.message).not.toContain('\n');
    expect(settings.rules).toMatchObject({ unsigned: 'off' });
  });

  it('refuses a second document', () => {
    const { settings, problems } = parseConfigurationFile(
      'rules: { unsigned: off }\n---\nrules: { unsigned: error }\n',
    );
    expect(problems.map(({ message }) => message)).toEqual([
      'A configuration is one YAML document; remove this one, it has no effect.',
    ]);
    expect(settings.rules).toEqual({ unsigned: 'off' });
  });

  it('reads past a byte order mark and CRLF', () => {
    const { text, start, end } = marked('\uFEFFrules:\r\n  unpinned: off\r\n  «unsinged»: off\r\n');
    expect(parseConfigurationFile(text).problems).toMatchObject([{ span: { start, end } }]);
  });

  it('reads off as text whatever the file says of its YAML version', () => {
    expect(parseConfigurationFile('rules: { unsigned: off }').settings.rules).toEqual({ unsigned: 'off' });
    const old = parseConfigurationFile('%YAML 1.1\n---\nrules: { unsigned: off }\n');
    expect(old.problems.map(({ message }) => message)).toEqual([
      '"unsigned" must be one of error, warning, information, hint, off; write off, not false, to switch it off.',
    ]);
  });

  it('keeps keys that JavaScript treats apart what they are: keys', () => {
    const { settings, problems } = parseConfigurationFile(
      'constructor: 1\n"__proto__": { rules: {} }\nrules: { toString: off, "__proto__": off }\n',
    );
    expect(problems.map(({ path }) => path)).toEqual([
      'constructor',
      '__proto__',
      'rules.toString',
      'rules.__proto__',
    ]);
    expect(settings).toEqual({ rules: {} });
    expect(
      trustOf('trust: [{ images: ghcr.io/a, keys: [{ file: k }], annotations: { "__proto__": x } }]'),
    ).toEqual([
      { images: 'ghcr.io/a', keys: [{ file: 'k' }], annotations: Object.fromEntries([['__proto__', 'x']]) },
    ]);
  });
});

describe('trust fails closed', () => {
  const nobody = [{ damaged: true }];

  it.each([
    ['mistyped key', 'trusts:\n  - { images: ghcr.io/a/b, keys: [{ file: a }] }'],
    ['wrong case', 'Trust:\n  - { images: ghcr.io/a/b, keys: [{ file: a }] }'],
    ['no list', 'trust: { images: ghcr.io/a/b, keys: [{ file: a }] }'],
    [
      'twice',
      'trust: [{ images: ghcr.io/a/b, keys: [{ file: a }] }]\ntrust: [{ images: quay.io/a, keys: [{ file: b }] }]',
    ],
    ['broken before it', 'rules: { unsigned: off\ntrust: [{ images: ghcr.io/a/b, keys: [{ file: a }] }]'],
    ['in a second document', 'rules: {}\n---\ntrust: [{ images: ghcr.io/a/b, keys: [{ file: a }] }]'],
    ['an alias to nothing', 'trust: *nothing'],
    ['too long', `${'#'.repeat(300_000)}\ntrust: []`],
    ['too deep', `trust: ${'['.repeat(20_000)}`],
    ['an entry that is no rule', 'trust: [ghcr.io/acme/**]'],
    ['an unreadable entry', 'trust: [[]]'],
  ])('%s', (_, yaml) => {
    expect(parseConfigurationFile(yaml).problems).not.toEqual([]);
    expect(trustOf(yaml)).toEqual(nobody);
  });

  it('keeps a damaged rule for its images', () => {
    expect(
      trustOf(`
trust:
  - images: ghcr.io/acme/**
    keys: [{ file: a.pub }]
    identites: []
  - images: nginx
    keys: [{ file: a.pub }]
  - images: quay.io/**
    keys: [{ file: a.pub }]
  - images: "**"
    identities: [{ issuer: x, subject: y, subjct: z }]
`),
    ).toEqual([
      { images: 'ghcr.io/acme/**', keys: [{ file: 'a.pub' }], damaged: true },
      { keys: [{ file: 'a.pub' }], damaged: true },
      { images: 'quay.io/**', keys: [{ file: 'a.pub' }] },
      { images: '**', identities: [{ issuer: 'x', subject: 'y' }], damaged: true },
    ]);
  });

  it("is nobody's when nobody wrote it", () => {
    expect(trustOf('rules: { loud: off }')).toBeUndefined();
    expect(trustOf('trust:\n')).toBeUndefined();
    expect(trustOf('trust: []')).toEqual([]);
  });
});

describe('hostile files', () => {
  // How deep is too deep depends on the room that the stack has.
  it.each([
    [
      'laughing aliases',
      `${Array.from({ length: 30 }, (_, i) => `a${i}: &a${i} [${i ? `*a${i - 1}, *a${i - 1}` : 'x'}]`).join('\n')}\nignore: *a29`,
      /There is no key "a0" here/,
    ],
    [
      'many aliases',
      `ignore: &i [${'a, '.repeat(12_000)}b]\nimagePaths: {${Array.from({ length: 12_000 }, (_, i) => `a/v1/K${i}: *i`).join(', ')}}`,
      /This configuration is too large/,
    ],
    ['deep lists', '['.repeat(100_000), /must hold keys and values|nested too deeply/],
    ['deep maps', '{a: '.repeat(40_000), /There is no key "a" here|nested too deeply/],
    [
      'many keys',
      Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join('\n'),
      /There is no key "k0" here/,
    ],
    ['a long key', `${'k'.repeat(200_000)}: 1`, /at most 1024 chars/],
    ['a list that holds itself', 'ignore: &a [*a]', /names no anchor that is complete here/],
  ])('%s: problems, and no exception', (_, yaml, first) => {
    const { problems } = parseConfigurationFile(yaml);
    expect(problems[0]?.message).toMatch(first);
    expect(problems.length).toBeLessThanOrEqual(200);
  });

  it('an endless glob is a glob', () => {
    const match = '**/*a'.repeat(100);
    const { problems, settings } = parseConfigurationFile(`images: [{ match: "${match}", rules: {} }]`);
    expect(problems).toEqual([]);
    expect(settings.images).toEqual([{ match, rules: {} }]);
  });

  it('never throws, and marks only what is in the text', () => {
    const pieces = [
      'trust',
      'rules',
      ':',
      ' ',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '&a',
      '*a',
      '#',
      '|',
      '!!x',
      '? ',
      ',',
      '---',
      '%',
      '\t',
      'off',
      '5',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        for (const { span, message } of parseConfigurationFile(text).problems) {
          expect(message).not.toBe('');
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('parseSettings', () => {
  it('takes the same names, and lets null be nothing', () => {
    const value = {
      rules: { unsigned: 'off', unpinned: null },
      ignore: null,
      images: [{ match: 'ghcr.io/**', rules: { unpinned: 'hint' } }],
      registries: [{ match: 'localhost:*', insecure: true, mirror: null }],
    };
    expect(parseSettings(value)).toEqual({
      settings: {
        rules: { unsigned: 'off' },
        images: [{ match: 'ghcr.io/**', rules: { unpinned: 'hint' } }],
        registries: [{ match: 'localhost:*', insecure: true }],
      },
      problems: [],
      referencedFiles: [],
      trust: [],
    });
  });

  it('reports by path what the file would report by place', () => {
    const { settings, problems } = parseSettings(
      { rules: { unsigned: 'warn' }, ignore: 'docs', offline: true },
      ['offline'],
    );
    expect(settings).toEqual({ rules: {} });
    expect(problems).toMatchObject([
      { path: 'rules.unsigned', suggestion: 'warning' },
      { path: 'ignore', message: '"ignore" must be a list.' },
    ]);
    expect(parseSettings({ offline: true }).problems).toMatchObject([{ path: 'offline' }]);
  });

  it.each([[null], [undefined]])('%s is no settings', (value) => {
    expect(parseSettings(value)).toEqual({ settings: {}, problems: [], referencedFiles: [], trust: [] });
  });

  it.each([['text'], [5], [[]], [() => 0]])('%s is refused', (value) => {
    expect(parseSettings(value).problems).toHaveLength(1);
  });

  it('survives what holds itself', () => {
    const value: Record<string, unknown> = {};
    value.rules = value;
    expect(() => parseSettings(value)).not.toThrow();
  });
});

function spanOf(text: string, part: string) {
  return { start: text.indexOf(part), end: text.indexOf(part) + part.length };
}
