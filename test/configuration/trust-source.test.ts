import { describe, expect, it } from 'vitest';
import { verdictFor, whyUnknown } from '../../server/src/analysis/verdict.ts';
import { mergeConfiguration } from '../../server/src/configuration/merge.ts';
import { parseConfigurationFile } from '../../server/src/configuration/parse-configuration.ts';
import { withTrustSource } from '../../server/src/configuration/trust-source.ts';
import { canonicalName } from '../../server/src/image/names.ts';
import { nobodySaid, type TrustPolicy } from '../../server/src/trust/policy.ts';
import { assess } from '../support/assess.ts';
import {
  type VectorSet,
  vectorCases,
  vectorReference,
  vectorRegistry,
  vectorText,
} from '../support/vectors.ts';

const issuer = 'http://oidc.localhost:8090/actions';
const files: Readonly<Record<string, string>> = {
  'p256.pub': vectorText('keyed', 'keys/p256.pub'),
  'other.pub': vectorText('keyed', 'keys/other.pub'),
  'cosign.key':
    '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n',
  'root.json': vectorText('keyless', 'trusted_root.json'),
  'other.json': vectorText('keyless', 'trusted_root.other-instance.json'),
  'torn.json': vectorText('keyless', 'trusted_root.json').slice(0, 999),
};

/** What `trust:` with these rules says of an image. */
function policyFor(name: string, rules: string): TrustPolicy {
  const { settings } = parseConfigurationFile(`trust:\n${rules}`);
  const merged = mergeConfiguration({ ...settings, folder: '/work', source: '/work/.imageseal.yaml' });
  const { trustSource } = withTrustSource(merged, {
    file(path) {
      const text = files[path];
      return text === undefined ? { problem: `${path} cannot be read: it is away.` } : { text };
    },
    store: (path) => ({ name: path, stores: [] }),
    own: () => undefined,
  });
  return trustSource?.policyFor(name) ?? nobodySaid;
}

/** The verdict over a recorded image under these rules, and why where nothing can be said. */
async function judge(set: VectorSet, name: string, rules: string): Promise<string> {
  const found = vectorCases(set).find((each) => each.name === name);
  if (!found) throw new Error(`no recorded image is called ${name}`);
  const reference = vectorReference(found.image);
  const policy = policyFor(canonicalName(reference), rules);
  const evidence = await assess(vectorRegistry(set, found), found.image, policy);
  const verdict = verdictFor(evidence);
  return verdict === 'unknown' ? whyUnknown(reference, evidence) : verdict;
}

const ruleOf = (name: string, ...images: readonly string[]) =>
  policyFor(name, images.map((glob) => `  - images: "${glob}"\n    keys: [{ file: p256.pub }]\n`).join(''))
    .rule;

describe('of several rules', () => {
  it.each([
    ['the most specific applies, wherever it stands', ['ghcr.io/**', 'ghcr.io/acme/**', '**'], 2],
    ['the whole name is the most specific', ['ghcr.io/acme/**', 'ghcr.io/acme/app'], 2],
    ['of equals the first applies', ['ghcr.io/acme/**', 'ghcr.io/acme/*'], 1],
    ['one that does not match does not count, however specific', ['ghcr.io/acme/app2', '**/app'], 2],
    ['a wildcard in front makes it the least specific', ['**/acme/app', 'ghcr.io/**'], 2],
  ])('%s', (_, images, rule) => {
    expect(ruleOf('ghcr.io/acme/app', ...images)).toBe(`rule ${rule} of .imageseal.yaml`);
  });

  it('none applies to an image that none names', () => {
    expect(policyFor('quay.io/acme/app', '  - images: "ghcr.io/**"\n    keys: [{ file: p256.pub }]\n')).toBe(
      nobodySaid,
    );
  });

  it('reads docker.io however it is spelled', () => {
    expect(ruleOf('docker.io/library/nginx', 'index.docker.io/library/*')).toBe('rule 1 of .imageseal.yaml');
  });

  it('is not got round by another spelling of the registry', () => {
    for (const name of ['GHCR.io/acme/app', 'ghcr.io:443/acme/app', 'Ghcr.IO:443/acme/app'])
      expect(ruleOf(name, '**', 'ghcr.io/acme/**'), name).toBe('rule 2 of .imageseal.yaml');
    expect(ruleOf('ghcr.io/acme/app', '**', 'GHCR.io:443/acme/**')).toBe('rule 2 of .imageseal.yaml');
    expect(ruleOf('ghcr.io:8443/acme/app', '**', 'ghcr.io/acme/**')).toBe('rule 1 of .imageseal.yaml');
  });
});

const keyed = 'bundle/p256/referrers';
const rule = (rest: string) => `  - images: "oci.localhost/**"\n    ${rest}\n`;

describe('a key', () => {
  it.each([
    ['keys: [{ file: p256.pub }]', 'trusted'],
    ['keys: [{ file: other.pub }]', 'untrusted'],
    ['keys: [{ file: other.pub }, { file: p256.pub }]', 'trusted'],
    [`keys: [{ pem: ${JSON.stringify(files['p256.pub'])} }]`, 'trusted'],
    ['keys: [{ file: gone.pub }, { file: p256.pub }]', 'trusted'],
    ['keys: [{ file: gone.pub }, { file: other.pub }]', 'Unknown: gone.pub cannot be read: it is away.'],
    [
      'keys: [{ file: cosign.key }, { file: other.pub }]',
      'Unknown: cosign.key is a private key: whoever reads it can sign in your name. Remove it, replace it where it is used, and name the public key here.',
    ],
    [
      'keys: [{ file: "k8s://cosign/key" }]',
      'Unknown: The key k8s://cosign/key cannot be read here: write its public key into a file with cosign public-key --key k8s://cosign/key, and name that.',
    ],
  ])('%s', async (rest, verdict) => {
    expect(await judge('keyed', keyed, rule(rest))).toBe(verdict);
  });

  it('needs no entry in the log unless one is demanded', async () => {
    const demanding = rule('keys: [{ file: p256.pub }]\n    requireLog: true');
    expect(await judge('keyed', keyed, demanding)).toBe('untrusted');
  });

  it('is not enough without the annotations that are asked for', async () => {
    const asking = (env: string) => rule(`keys: [{ file: p256.pub }]\n    annotations: { env: ${env} }`);
    expect(await judge('keyed', 'legacy/annotations/referrers', asking('prod'))).toBe('trusted');
    expect(await judge('keyed', 'legacy/annotations/referrers', asking('dev'))).toBe('untrusted');
  });
});

describe('a rule that names a root and nobody to trust', () => {
  const dev = 'keyless/bundle/v2/dev/referrers';

  it('says how to verify: what holds is signed', async () => {
    expect(await judge('keyless', dev, rule('trustedRoot: root.json'))).toBe('signed');
    expect(await judge('keyless', dev, rule('trustedRoot: other.json'))).toBe('unverified');
  });

  it('may ask for nothing more: without a signer that would be forgotten', async () => {
    const asking = rule('trustedRoot: root.json\n    annotations: { env: prod }');
    expect(await judge('keyless', dev, asking)).toBe(
      'Unknown: rule 1 of .imageseal.yaml asks for something of signatures and names nobody who may make them: add keys or identities.',
    );
  });

  it('trusts nobody when its signers are mistyped', async () => {
    const mistyped = rule('trustedRoot: root.json\n    identites: []');
    expect(await judge('keyless', dev, mistyped)).toMatch(/^Unknown: There is a mistake/);
  });
});

describe('a damaged rule', () => {
  const mend =
    'Unknown: There is a mistake in rule 1 of .imageseal.yaml, so nothing is judged by it: mend it.';
  const wide = '  - images: "**"\n    keys: [{ file: p256.pub }]\n';

  it('never hands its images to a wider one', async () => {
    const damaged = rule('kyes: [{ file: p256.pub }]');
    expect(await judge('keyed', keyed, damaged + wide)).toBe(mend);
  });

  it('that does not say for which images claims them all', async () => {
    const specific = '  - images: oci.localhost/shop/bundle-p256\n    keys: [{ file: p256.pub }]\n';
    expect(await judge('keyed', keyed, `  - keys: [{ file: other.pub }]\n${specific}`)).toBe(mend);
    expect(await judge('keyed', keyed, specific)).toBe('trusted');
  });

  it('for other images does no harm', async () => {
    const other = '  - images: "ghcr.io/**"\n    kyes: []\n';
    expect(await judge('keyed', keyed, other + wide)).toBe('trusted');
  });

  it.each(['{ file: p256.pub', '[]]', '"unclosed'])('syntax broken by %s trusts nobody', async (broken) => {
    expect(await judge('keyed', keyed, `${wide}  - ${broken}\n`)).toMatch(/^Unknown: There is a mistake in/);
  });
});

describe('an identity', () => {
  const keyless = 'keyless/bundle/v1/ci/referrers';
  const subject = 'https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main';
  const under = (identity: string, root = 'root.json') =>
    rule(`trustedRoot: ${root}\n    identities: [{ ${identity} }]`);

  it.each([
    [`issuer: ${issuer}, subject: ${subject}`, 'trusted'],
    [`issuer: ${issuer}, subject: ${subject}2`, 'untrusted'],
    [`issuer: https://gitlab.com, subject: ${subject}`, 'untrusted'],
    [`issuer: ${issuer}, subjectRegExp: 'acme/shop'`, 'trusted'],
    [`issuerRegExp: '^http://oidc\\.localhost', subjectRegExp: '^https://github\\.com/acme/'`, 'trusted'],
    [`issuer: ${issuer}, subjectRegExp: '^acme'`, 'untrusted'],
    [
      `issuer: ${issuer}, subjectRegExp: '^(acme'`,
      'Unknown: "^(acme" is no RE2 expression: error parsing regexp: missing closing ): `^(acme`.',
    ],
    [`issuer: ${issuer}, repository: https://github.com/acme/shop`, 'trusted'],
    [`issuer: ${issuer}, repository: https://github.com/acme/shop, ref: refs/heads/main`, 'trusted'],
    [`issuer: ${issuer}, repository: https://github.com/acme/shop, ref: refs/heads/*`, 'trusted'],
    [`issuer: ${issuer}, repository: https://github.com/acme/shop, ref: refs/*`, 'untrusted'],
    [`issuer: ${issuer}, repository: https://github.com/acme/shop, ref: refs/tags/*`, 'untrusted'],
    [
      `issuer: ${issuer}, repository: https://github.com/acme/shop, workflow: .github/workflows/release.yml`,
      'trusted',
    ],
    [
      `issuer: ${issuer}, repository: https://github.com/acme/shop, workflow: .github/workflows/test.yml`,
      'untrusted',
    ],
    [`issuer: ${issuer}, repository: https://github.com/acme/sho`, 'untrusted'],
    // The issuer that github.com implies is not the one that issued this.
    ['repository: https://github.com/acme/shop', 'untrusted'],
  ])('{ %s }', async (identity, verdict) => {
    expect(await judge('keyless', keyless, under(identity))).toBe(verdict);
  });

  it('gets the issuer that its repository implies, and keeps its own', () => {
    const identities = (identity: string) =>
      policyFor('ghcr.io/a/b', `  - images: ghcr.io/a/b\n    identities: [{ ${identity} }]\n`).identities;
    expect(identities('repository: https://github.com/a/b')).toEqual([
      { repository: 'https://github.com/a/b', issuer: 'https://token.actions.githubusercontent.com' },
    ]);
    expect(identities('repository: https://gitlab.com/a/b/c')).toEqual([
      { repository: 'https://gitlab.com/a/b/c', issuer: 'https://gitlab.com' },
    ]);
    expect(identities('repository: https://github.com/a/b, issuerRegExp: ^x$')).toEqual([
      { repository: 'https://github.com/a/b', issuerRegExp: '^x$' },
    ]);
  });

  it.each([
    ['gone.json', 'Unknown: gone.json cannot be read: it is away.'],
    ['torn.json', 'Unknown: The trusted root torn.json is not JSON.'],
    ['p256.pub', 'Unknown: The trusted root p256.pub is not JSON.'],
  ])('under a root that cannot be used (%s) is not judged by the public one', async (root, verdict) => {
    expect(await judge('keyless', keyless, under(`issuer: ${issuer}, subject: ${subject}`, root))).toBe(
      verdict,
    );
    const policy = policyFor('oci.localhost/a', under(`issuer: ${issuer}, subject: ${subject}`, root));
    expect(policy.root?.name).toBe(root);
  });
});

describe('two rules that say the same', () => {
  it('judge alike under one name, and not when a key, a root or a demand differs', () => {
    const id = (rest: string) => policyFor('oci.localhost/a', rule(rest)).id;
    const one = id('keys: [{ file: p256.pub }]');
    expect(id('keys: [{ file: p256.pub }]')).toBe(one);
    const others = [
      'keys: [{ file: other.pub }]',
      'keys: [{ file: p256.pub }]\n    requireLog: true',
      'keys: [{ file: p256.pub }]\n    requireLog: false',
      'keys: [{ file: p256.pub }]\n    accept: signature',
      'keys: [{ file: p256.pub }]\n    annotations: { a: b }',
      'keys: [{ file: p256.pub }]\n    trustedRoot: root.json',
      'keys: [{ file: p256.pub }]\n    trustedRoot: torn.json',
      'keys: [{ file: p256.pub }, { file: gone.pub }]',
      'keys: [{ file: p256.pub }]\n    identities: [{ repository: https://github.com/a/b }]',
    ].map(id);
    expect(new Set([one, ...others]).size).toBe(others.length + 1);
  });
});
