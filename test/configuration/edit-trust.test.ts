import { describe, expect, it } from 'vitest';
import {
  addTrustRule,
  imagesGlobFor,
  type NewTrust,
  notationOf,
} from '../../server/src/configuration/edit-trust.ts';
import { mergeConfiguration } from '../../server/src/configuration/merge.ts';
import { parseConfigurationFile } from '../../server/src/configuration/parse-configuration.ts';
import { withTrustSource } from '../../server/src/configuration/trust-source.ts';
import { applyEdits } from '../../server/src/manifest/text-span.ts';

const issuer = 'https://token.actions.githubusercontent.com';
const subject = 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main';
const pem = [
  '-----BEGIN PUBLIC KEY-----',
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEhyQCx0E9wQWSFI9ULGwy3BuRklnt',
  'IqozONbbdbqz11hlRJy9c7SG+hdcFl9jE9uE/dwtuwU2MqU9T/cN0YkWww==',
  '-----END PUBLIC KEY-----',
  '',
].join('\n');

const app = 'ghcr.io/acme/app';
const byWorkflow: NewTrust = { images: app, identity: { issuer, subject } };
const byKey: NewTrust = { images: app, keyFile: 'cosign.pub' };

function trusting(text: string, added: NewTrust): string | undefined {
  const edits = addTrustRule(text, added);
  return edits && applyEdits(text, edits);
}

/** The number of the rule that applies to the image, as the hover names it. */
function ruleFor(text: string, name: string): string | undefined {
  const merged = mergeConfiguration(parseConfigurationFile(text).settings);
  const files = {
    file: () => ({ text: '' }),
    store: (path: string) => ({ name: path, stores: [] }),
    own: () => undefined,
  };
  return withTrustSource(merged, files).trustSource?.policyFor(name).rule;
}

const newRule = (indent = '') =>
  [
    `${indent}- images: ghcr.io/acme/app`,
    `${indent}  identities:`,
    `${indent}    - issuer: ${issuer}`,
    `${indent}      subject: ${subject}`,
    '',
  ].join('\n');

describe('a rule for images that have none', () => {
  it.each([
    ['an empty file', '', `trust:\n${newRule('  ')}`],
    ['comments alone', '# ours\n', `# ours\ntrust:\n${newRule('  ')}`],
    ['other settings', 'ignore: [docs/]', `ignore: [docs/]\ntrust:\n${newRule('  ')}`],
    ['trust without rules', 'trust: # whom?\nignore: []\n', `trust: # whom?\n${newRule('  ')}ignore: []\n`],
    [
      'other rules, at the margin',
      'trust:\n- images: ghcr.io/other/** # theirs\n  keys: [{ file: a.pub }] # old\n# end\nignore: []\n',
      `trust:\n- images: ghcr.io/other/** # theirs\n  keys: [{ file: a.pub }] # old\n${newRule()}# end\nignore: []\n`,
    ],
    [
      'a rule that ends with a key in PEM',
      `trust:\n    - images: ghcr.io/other/**\n      keys:\n        - pem: |\n${pem.replace(/^(?=.)/gm, '            ')}`,
      `trust:\n    - images: ghcr.io/other/**\n      keys:\n        - pem: |\n${pem.replace(/^(?=.)/gm, '            ')}${newRule('    ')}`,
    ],
    [
      'Windows line ends',
      'trust:\r\n  - images: ghcr.io/other/**\r\n    keys: [{ file: a.pub }]',
      `trust:\r\n  - images: ghcr.io/other/**\r\n    keys: [{ file: a.pub }]\r\n${newRule('  ').replaceAll('\n', '\r\n')}`,
    ],
    [
      'flow style',
      'trust: [{ images: "ghcr.io/other/**", keys: [{ file: a.pub }] }] # all\n',
      `trust: [{ images: "ghcr.io/other/**", keys: [{ file: a.pub }] }, { images: ghcr.io/acme/app, identities: [{ issuer: ${issuer}, subject: ${subject} }] }] # all\n`,
    ],
    [
      'flow style all over',
      '{ ignore: [] }\n',
      `{ trust: [{ images: ghcr.io/acme/app, identities: [{ issuer: ${issuer}, subject: ${subject} }] }], ignore: [] }\n`,
    ],
    [
      'an empty list',
      'trust: []\n',
      `trust: [{ images: ghcr.io/acme/app, identities: [{ issuer: ${issuer}, subject: ${subject} }] }]\n`,
    ],
  ])('is written into %s', (_, before, after) => {
    expect(trusting(before, byWorkflow)).toBe(after);
    expect(parseConfigurationFile(after).problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(ruleFor(after, app)).toMatch(/^rule \d+ of/);
  });

  it('leaves all other images to whoever they were left to', () => {
    const text = trusting('', byWorkflow)!;
    expect(ruleFor(text, 'ghcr.io/acme/app2')).toBeUndefined();
    expect(ruleFor(text, 'ghcr.io/acme/app/debug')).toBeUndefined();
  });

  it('names a key file, a key in PEM, an expression', () => {
    expect(trusting('', byKey)).toBe(
      'trust:\n  - images: ghcr.io/acme/app\n    keys:\n      - file: cosign.pub\n',
    );
    expect(trusting('', { images: app, pem })).toBe(
      `trust:\n  - images: ghcr.io/acme/app\n    keys:\n      - pem: |\n${pem.replace(/^(?=.)/gm, '          ')}`,
    );
    const subjectRegExp = "^https://github\\.com/acme/(app|it's)/";
    expect(trusting('', { images: app, identity: { issuer, subjectRegExp } })).toContain(
      "subjectRegExp: '^https://github\\.com/acme/(app|it''s)/'",
    );
  });

  it('writes Docker Hub as everybody does', () => {
    expect(imagesGlobFor('index.docker.io/library/nginx')).toBe('docker.io/library/nginx');
  });
});

describe('a rule for images that a wider rule applies to', () => {
  const wider = [
    'trust:',
    '  - images: "ghcr.io/acme/**"',
    '    keys: [{ file: team.pub }]',
    '    annotations: { env: prod }',
    '    accept: signature',
    '    requireLog: true',
    '    trustedRoot: corp.json',
    '',
  ].join('\n');

  it('wins, trusts one more, and demands as much', () => {
    const after = trusting(wider, byWorkflow)!;
    expect(after.startsWith(wider)).toBe(true);
    expect(ruleFor(after, app)).toBe('rule 2 of the setting imageseal.trust');
    expect(ruleFor(after, 'ghcr.io/acme/web')).toBe('rule 1 of the setting imageseal.trust');
    const [first, second] = parseConfigurationFile(after).settings.trust!;
    expect(second).toEqual({ ...first, images: app, identities: [{ issuer, subject }] });
  });

  it('stands before a glob that is as specific', () => {
    const text = 'trust:\n  # All of ours.\n  - images: ghcr.io/acme/app**\n    keys: [{ file: team.pub }]\n';
    const after = trusting(text, byKey)!;
    expect(parseConfigurationFile(after).settings.trust).toEqual([
      { images: app, keys: [{ file: 'team.pub' }, { file: 'cosign.pub' }] },
      { images: 'ghcr.io/acme/app**', keys: [{ file: 'team.pub' }] },
    ]);
    expect(after).toContain('# All of ours.');
  });
});

describe('a rule for exactly these images', () => {
  it.each([
    [
      'gets one more identity',
      `trust:\n  - images: ghcr.io/acme/app\n    identities: # CI\n      - issuer: https://a.example\n        subject: a@b.example # Ann\n    accept: any\n`,
      `trust:\n  - images: ghcr.io/acme/app\n    identities: # CI\n      - issuer: https://a.example\n        subject: a@b.example # Ann\n      - issuer: ${issuer}\n        subject: ${subject}\n    accept: any\n`,
    ],
    [
      'gets its first identity',
      `trust:\n- keys: [{ file: a.pub }]\n  images: ghcr.io/acme/app # ours\n\n# The rest.\n`,
      `trust:\n- keys: [{ file: a.pub }]\n  images: ghcr.io/acme/app # ours\n  identities:\n    - issuer: ${issuer}\n      subject: ${subject}\n\n# The rest.\n`,
    ],
    [
      'gets its first identity in flow style',
      `trust:\n  - { images: ghcr.io/acme/app, keys: [{ file: a.pub }] }\n`,
      `trust:\n  - { identities: [{ issuer: ${issuer}, subject: ${subject} }], images: ghcr.io/acme/app, keys: [{ file: a.pub }] }\n`,
    ],
  ])('%s', (_, before, after) => {
    expect(trusting(before, byWorkflow)).toBe(after);
  });

  it('gets one more key', () => {
    expect(trusting('trust:\n  - images: ghcr.io/acme/app\n    keys: [{ file: a.pub }]\n', byKey)).toBe(
      'trust:\n  - images: ghcr.io/acme/app\n    keys: [{ file: a.pub }, { file: cosign.pub }]\n',
    );
  });

  it('stays as it is when it trusts the signer already', () => {
    const text = trusting(trusting('', byWorkflow)!, byKey)!;
    expect(addTrustRule(text, byWorkflow)).toEqual([]);
    expect(addTrustRule(text, byKey)).toEqual([]);
  });

  it('is the one that applies, when there are two', () => {
    const rule = '  - images: ghcr.io/acme/app\n    keys: [{ file: a.pub }]\n';
    const after = trusting(`trust:\n${rule}${rule}`, byKey)!;
    expect(parseConfigurationFile(after).settings.trust?.map(({ keys }) => keys?.length)).toEqual([2, 1]);
  });
});

describe('a file is left alone', () => {
  it.each([
    ['broken syntax', 'trust: [\n'],
    ['a list', '- trust\n'],
    ['trust that is a text', 'trust: all\n'],
    ['trust twice', 'trust: []\ntrust: []\n'],
    ['trust mistyped', 'trsut:\n  - images: "ghcr.io/**"\n    keys: [{ file: a.pub }]\n'],
    ['a damaged rule for these images', 'trust:\n  - images: "ghcr.io/**"\n    kyes: [{ file: a.pub }]\n'],
    ['a rule that may be for any image', 'trust:\n  - keys: [{ file: a.pub }]\n'],
    [
      'a list that is used elsewhere too',
      'trust:\n  - images: ghcr.io/acme/app\n    keys: &x [{ file: a.pub }]\n  - images: ghcr.io/acme/web\n    keys: *x\n',
    ],
    ['an end marker', 'ignore: []\n...\n'],
    ['two documents', 'ignore: []\n---\nignore: []\n'],
  ])('that has %s', (_, text) => {
    expect(addTrustRule(text, byKey)).toBeUndefined();
  });

  it('for what no rule can say', () => {
    expect(addTrustRule('', { images: app, identity: { issuer, subject: 'a b' } })).toBeUndefined();
    expect(addTrustRule('', { images: 'app', keyFile: 'cosign.pub' })).toBeUndefined();
  });
});

describe('a trust policy of the Notary Project', () => {
  const notation = { policy: 'trustpolicy.json', store: 'truststore' };
  const byPolicy: NewTrust = { images: app, notation };
  const names = '    notation:\n      policy: trustpolicy.json\n      store: truststore\n';

  it.each([
    ['no file', '', `trust:\n  - images: ${app}\n${names}`],
    [
      'a rule that names keys',
      `trust:\n  - images: ${app}\n    keys: [{ file: a.pub }]\n`,
      `trust:\n  - images: ${app}\n    keys: [{ file: a.pub }]\n${names}`,
    ],
    [
      'a rule in flow style',
      `trust: [{ images: ${app}, keys: [{ file: a.pub }] }]\n`,
      `trust: [{ notation: { policy: trustpolicy.json, store: truststore }, images: ${app}, keys: [{ file: a.pub }] }]\n`,
    ],
    [
      'a wider rule, whose keys are trusted on',
      'trust:\n  - images: ghcr.io/acme/**\n    keys: [{ file: a.pub }]\n',
      `trust:\n  - images: ghcr.io/acme/**\n    keys: [{ file: a.pub }]\n  - images: ${app}\n    keys:\n      - file: a.pub\n${names}`,
    ],
  ])('is named where there is %s', (_, before, after) => {
    expect(trusting(before, byPolicy)).toBe(after);
    expect(trusting(after, byPolicy)).toBe(after);
  });

  it('takes the place of no other', () => {
    const other = `trust:\n  - images: ${app}\n    notation: { policy: ours.json, store: ours }\n`;
    expect(trusting(other, byPolicy)).toBeUndefined();
    expect(notationOf(parseConfigurationFile(other).settings.trust ?? [], app)).toEqual({
      policy: 'ours.json',
      store: 'ours',
    });
  });
});
