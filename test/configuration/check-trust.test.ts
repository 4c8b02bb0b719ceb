import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkTrust } from '../../server/src/configuration/check-trust.ts';
import { parseConfigurationFile } from '../../server/src/configuration/parse-configuration.ts';
import { verifier } from '../../server/src/trust/verifier.ts';
import { vectorText } from '../support/vectors.ts';

const pem = (type: 'ec' | 'rsa', options: object) =>
  generateKeyPairSync(type as 'rsa', options as { modulusLength: number }).publicKey.export({
    format: 'pem',
    type: 'spki',
  }) as string;

const root = vectorText('keyless', 'trusted_root.json');
const withoutStart = JSON.parse(root, (key, value) => (key === 'validFor' ? {} : value));
const files: Readonly<Record<string, string>> = {
  'good.pub': pem('ec', { namedCurve: 'P-256' }),
  'private.key':
    '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n',
  'cert.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  'weak.pub': pem('rsa', { modulusLength: 1024 }),
  'koblitz.pub': pem('ec', { namedCurve: 'secp256k1' }),
  'notes.txt': 'the key is in the vault',
  'root.json': root,
  'undated.json': JSON.stringify(withoutStart),
  'package.json': '{}',
  'torn.json': root.slice(0, 500),
};

const read = (path: string) => {
  const text = files[path];
  return text === undefined ? { problem: `${path} cannot be read: it is away.` } : { text };
};

/** `severity: «marked text»: message` of what is wrong with trust rules. */
function problemsOf(yaml: string, check: Parameters<typeof checkTrust>[1] = { read, verifier }): string[] {
  const { problems, trust } = parseConfigurationFile(yaml);
  expect(problems).toEqual([]);
  return checkTrust(trust, check).map(
    ({ severity, span, message }) => `${severity}: «${yaml.slice(span.start, span.end)}»: ${message}`,
  );
}

const rule = (rest: string) => `trust:\n  - images: ghcr.io/acme/**\n    ${rest}\n`;
const key = (file: string) => rule(`keys: [{ file: ${file} }]`);
const github = 'issuer: https://token.actions.githubusercontent.com';
const subject = (expression: string, issuer = github) =>
  rule(`identities: [{ ${issuer}, subjectRegExp: '${expression}' }]`);

describe('keys', () => {
  it.each([
    ['good.pub', []],
    ['gone.pub', ['error: «gone.pub»: gone.pub cannot be read: it is away.']],
    [
      'private.key',
      [
        'error: «private.key»: private.key is a private key: whoever reads it can sign in your name. Remove it, replace it where it is used, and name the public key here.',
      ],
    ],
    [
      'cert.pem',
      [
        'error: «cert.pem»: cert.pem is a certificate; a public key (-----BEGIN PUBLIC KEY-----) is needed here.',
      ],
    ],
    [
      'weak.pub',
      [
        'error: «weak.pub»: weak.pub is a key of a kind that is not verified here (RSA 1024): use ECDSA P-256, P-384 or P-521, RSA of 2048 to 4096 bits, or Ed25519.',
      ],
    ],
    ['koblitz.pub', [expect.stringContaining('a kind that is not verified here (secp256k1)')]],
    ['notes.txt', [expect.stringContaining('notes.txt holds no public key in PEM')]],
    [
      'k8s://cosign/keys',
      [
        'warning: «k8s://cosign/keys»: The key k8s://cosign/keys cannot be read here: write its public key into a file with cosign public-key --key k8s://cosign/keys, and name that.',
      ],
    ],
    ['awskms:///alias/cosign', [expect.stringMatching(/^warning: .*cosign public-key/)]],
    ['"pkcs11:token=a"', [expect.stringMatching(/^warning: .*cosign public-key/)]],
    ['https://acme.example/cosign.pub', [expect.stringContaining('download it, and name the file')]],
  ])('%s', (file, expected) => {
    expect(problemsOf(key(file))).toEqual(expected);
  });

  it('in the rule itself', () => {
    expect(problemsOf(rule(`keys: [{ pem: ${JSON.stringify(files['good.pub'])} }]`))).toEqual([]);
    expect(problemsOf(rule(`keys: [{ pem: ${JSON.stringify(files['weak.pub'])} }]`))).toEqual([
      expect.stringContaining('pem is a key of a kind that is not verified here (RSA 1024)'),
    ]);
  });

  it('are not looked at where no file may be read', () => {
    expect(problemsOf(key('gone.pub'), { verifier })).toEqual([]);
    expect(problemsOf(rule('keys: [{ file: good.pub }]\n    trustedRoot: gone.json'), { verifier })).toEqual(
      [],
    );
    expect(problemsOf(key('k8s://a/b'), { verifier })).toHaveLength(1);
  });
});

describe('trusted roots', () => {
  it.each([
    ['root.json', []],
    ['gone.json', ['error: «gone.json»: gone.json cannot be read: it is away.']],
    ['notes.txt', ['error: «notes.txt»: The trusted root notes.txt is not JSON.']],
    ['torn.json', ['error: «torn.json»: The trusted root torn.json is not JSON.']],
    ['package.json', ['error: «package.json»: package.json is no trusted root: its media type is "".']],
    [
      'undated.json',
      [
        'error: «undated.json»: The trusted root undated.json has a log key without the date it is valid from (validFor.start).',
      ],
    ],
  ])('%s', (file, expected) => {
    expect(problemsOf(rule(`keys: [{ file: good.pub }]\n    trustedRoot: ${file}`))).toEqual(expected);
  });
});

describe('expressions', () => {
  it.each([
    '^https://github\\.com/acme/app/\\.github/workflows/release\\.yml@refs/heads/main$',
    '^https://github\\.com/acme/[^/]+/\\.github/workflows/release\\.ya?ml@refs/tags/v\\d+(\\.\\d+)*$',
    '^(?:https://github\\.com/acme/(?:app|web)/\\.github/workflows/r\\.yml@refs/heads/main)$',
    '^https://github\\.com/acme/app/\\.github/workflows/a\\.yml@refs/heads/main$|^https://github\\.com/acme/app/\\.github/workflows/b\\.yml@refs/heads/main$',
    '\\Ahttps://github\\.com/acme/app/\\.github/workflows/r\\.yml@refs/heads/.*\\z',
    '(?i)^https://github\\.com/acme/app/\\.github/workflows/r\\.yml@refs/heads/[a-z]+$',
    '^https://gitlab\\.com/acme/app//\\.gitlab-ci\\.yml@refs/heads/main$',
    '^.*@acme\\.example$',
    '^https://kubernetes\\.io/namespaces/ci/serviceaccounts/.*$',
  ])('are fine: %s', (expression) => {
    const issuer = /@acme|kubernetes/.test(expression) ? 'issuer: https://issuer.acme.example' : github;
    expect(problemsOf(subject(expression, issuer))).toEqual([]);
  });

  it('that do not compile are told with the words of RE2', () => {
    expect(problemsOf(subject('^https://(github'))).toEqual([
      'error: «\'^https://(github\'»: "^https://(github" is no RE2 expression: error parsing regexp: missing closing ): `^https://(github`.',
    ]);
    // Fine in JavaScript, and too much for RE2.
    expect(problemsOf(subject('^(?=a)b$'))).toEqual([expect.stringContaining('is no RE2 expression')]);
  });

  const main = 'https://github\\.com/acme/app/\\.github/workflows/r\\.yml@refs/heads/main';
  it.each([
    [
      main,
      `https://mallory.example/https://github.com/acme/app/.github/workflows/r.yml@refs/heads/main.mallory.example`,
      `^${main}$`,
    ],
    [
      `^${main}`,
      'https://github.com/acme/app/.github/workflows/r.yml@refs/heads/main.mallory.example',
      `^${main}$`,
    ],
    [
      `${main}$`,
      'https://mallory.example/https://github.com/acme/app/.github/workflows/r.yml@refs/heads/main',
      `^${main}$`,
    ],
    [
      '^ann@acme\\.example|bob@acme\\.example$',
      'ann@acme.example.mallory.example',
      '^(?:^ann@acme\\.example|bob@acme\\.example$)$',
    ],
  ])('that are not anchored match more than meant: %s', (expression, foreign, better) => {
    expect(problemsOf(subject(expression))).toEqual([
      `warning: «'${expression}'»: This expression is not anchored at both ends: it also matches "${foreign}". Write ${better} instead.`,
    ]);
  });

  it.each([
    ['.*', 'https://github.com/mallory/tool/'],
    ['^.*$', 'https://github.com/mallory/tool/'],
    ['^https://github\\.com/.*$', 'https://github.com/mallory/tool/'],
    ['^https://github.com/.+/.github/workflows/.+@.+$', 'https://github.com/mallory/tool/'],
    ['gitlab', 'https://gitlab.com/mallory/tool/'],
    ['^.+@.+$', 'https://github.com/mallory/tool/'],
    ['^[^@/]+@[^@]+$', 'mallory@mail.example'],
    ['|', 'https://github.com/mallory/tool/'],
  ])('are open to everybody: %s', (expression, foreign) => {
    const problems = problemsOf(subject(expression));
    expect(problems).toEqual([expect.stringMatching(/^warning: .* is open to everybody/)]);
    expect(problems[0]).toContain(foreign);
  });

  it('of issuers, too', () => {
    const issued = (expression: string) =>
      rule(`identities: [{ issuerRegExp: '${expression}', subject: ann@acme.example }]`);
    expect(problemsOf(issued('^https://login\\.acme\\.example$'))).toEqual([]);
    expect(problemsOf(issued('.+'))).toEqual([expect.stringContaining('is open to everybody')]);
    expect(problemsOf(issued('login\\.acme\\.example'))).toEqual([
      `warning: «'login\\.acme\\.example'»: This expression is not anchored at both ends: it also matches "https://mallory.example/login.acme.example.mallory.example". Write ^login\\.acme\\.example$ instead.`,
    ]);
  });

  it.each([
    ['^https://github\\.com/acme/app/\\.github/workflows/release\\.yml@.*$'],
    ['^https://github\\.com/acme/app/\\.github/workflows/release\\.yml@refs/.*$'],
    ['^https://github\\.com/acme/app/\\.github/workflows/release\\.yml'],
    ['^https://github\\.com/acme/app/\\.github/workflows/release\\.yml@'],
    ['^https://github\\.com/acme/app/.*'],
    ['^https://github\\.com/acme/app/'],
  ])('let any ref pass: %s', (expression) => {
    expect(problemsOf(subject(expression))).toEqual([
      expect.stringMatching(
        /^warning: .*: Any branch, tag and pull request will do: this expression also matches "https:\/\/github\.com\/acme\/app\/\.github\/workflows\/(?:release|build)\.yml@refs\/pull\/1\/merge"\. End it with the ref, such as @refs\/heads\/main\$\.$/,
      ),
    ]);
  });

  it.each([
    ['^a$b', 'something stands before ^ or after $'],
    ['x^https://github\\.com$', 'something stands before ^ or after $'],
    ['^https://github\\.com/acme/app ', 'no name begins or ends with a blank'],
  ])('match nothing: %s', (expression, why) => {
    expect(problemsOf(subject(expression))).toEqual([expect.stringContaining(`matches nothing: ${why}`)]);
  });
});

describe('names', () => {
  it.each([
    [
      'issuer: https://accounts.example, subject: "https://github.com/acme/*"',
      'warning: «"https://github.com/acme/*"»: This text is compared whole, * and all; for an expression write "subjectRegExp".',
    ],
    [
      `${github}, subject: https://github.com/acme/app/.github/workflows/r.yml`,
      'warning: «https://github.com/acme/app/.github/workflows/r.yml»: This matches nothing: a workflow has its ref at the end, such as https://github.com/acme/app/.github/workflows/r.yml@refs/heads/main.',
    ],
    [
      'repository: https://github.com/acme/app',
      'information: «https://github.com/acme/app»: Any branch, tag and pull request of this repository will do; add "ref", such as refs/heads/main.',
    ],
    [
      'repository: https://github.com/acme/app, ref: refs/heads/main, workflow: release.yml',
      'error: «release.yml»: This matches nothing: on github.com it is .github/workflows/release.yml.',
    ],
  ])('%s', (identity, expected) => {
    expect(problemsOf(rule(`identities: [{ ${identity} }]`))).toEqual([expected]);
  });

  it('fine: a repository with its ref', () => {
    const gitlab = 'repository: https://gitlab.com/acme/app, ref: refs/tags/v*, workflow: .gitlab-ci.yml';
    expect(problemsOf(rule(`identities: [{ ${gitlab} }]`))).toEqual([]);
  });

  it('a rule after another one for the same images never applies', () => {
    const one = (images: string) => `  - images: ${images}\n    keys: [{ file: good.pub }]\n`;
    const yaml = `trust:\n${one('docker.io/acme/**')}${one('ghcr.io/acme/**')}${one('index.docker.io/acme/**')}`;
    expect(problemsOf(yaml)).toEqual([
      'warning: «index.docker.io/acme/**»: This rule never applies: rule 1 is for the same images, and of equals the first applies. Make one of the two.',
    ]);
  });
});

it('rules repeated by aliases cost no more than a few', () => {
  const identities = Array.from({ length: 3_000 }, () => '*i').join(', ');
  const rules = Array.from({ length: 3_000 }, () => '*r').join(', ');
  const yaml = `x: &i { ${github}, subjectRegExp: a }\ny: &r { images: ghcr.io/a/b, identities: [${identities}] }\ntrust: [${rules}]\n`;
  const { trust } = parseConfigurationFile(yaml);
  expect(checkTrust(trust, { verifier }).length).toBeLessThan(10_000);
});
