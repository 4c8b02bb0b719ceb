import { beforeAll, describe, expect, it } from 'vitest';
import {
  asReferrer,
  bundleOf,
  createSigstore,
  email,
  githubActions,
  ours,
  outcome,
  type Signed,
  type Signer,
  type Sigstore,
  workflow,
} from '../support/sigstore/index.ts';

let sigstore: Sigstore;
let signer: Signer;
let signed: Signed;
beforeAll(async () => {
  sigstore = await createSigstore();
  signer = sigstore.certify();
  signed = asReferrer(await bundleOf(sigstore, signer));
});

/** What a signature of the release workflow is worth under a rule that names these identities. */
const under = (...identities: object[]) => outcome(signed, [sigstore.root], { identities });

describe('an identity', () => {
  const issuer = githubActions;

  it('is the whole subject and the whole issuer', () => {
    expect(under({ subject: workflow, issuer })).toBe('trusted');
    expect(under({ subject: 'https://example.com', issuer }, ours)).toBe('trusted');
    expect(under()).toBe('untrusted signer-stranger');
  });

  it.each([
    ['a letter less', workflow.slice(0, -1)],
    ['a letter more', `${workflow}x`],
    ['without its beginning', workflow.slice(1)],
    ['in other letters', workflow.replace('acme', 'acmf')],
    ['in capitals', workflow.replace('github', 'GitHub')],
    ['with a slash', `${workflow}/`],
    ['with white space', ` ${workflow}`],
    ['with any characters for its dots', workflow.replace('github.com', 'githubxcom')],
    ['as a pattern', '.*'],
    ['empty', ''],
  ])('is not the subject %s', (_, subject) => {
    expect(under({ subject, issuer })).toBe('untrusted signer-stranger');
  });

  it.each([
    ['in capitals', issuer.toUpperCase()],
    ['with a slash', `${issuer}/`],
    ['half', issuer.slice(0, -4)],
    ['over http', issuer.replace('https', 'http')],
    ['empty', ''],
  ])('is not the issuer %s', (_, other) => {
    expect(under({ subject: workflow, issuer: other })).toBe('untrusted signer-stranger');
  });

  it('that names no subject, or no issuer, is nobody', () => {
    expect(under({ subject: workflow })).toBe('untrusted signer-stranger');
    expect(under({ subjectRegExp: '.*' })).toBe('untrusted signer-stranger');
    expect(under({ issuer })).toBe('untrusted signer-stranger');
    expect(under({})).toBe('untrusted signer-stranger');
  });

  it('does not mix the subject of one with the issuer of another', () => {
    expect(under({ subject: workflow, issuer: 'https://a' }, { subject: 'https://b', issuer })).toBe(
      'untrusted signer-stranger',
    );
  });

  it('with an exact member and a pattern for it wants both', () => {
    expect(under({ subject: workflow, subjectRegExp: 'acme', issuer })).toBe('trusted');
    expect(under({ subject: workflow, subjectRegExp: 'other', issuer })).toBe('untrusted signer-stranger');
  });

  it('is not a stranger whose name reads the same in seven bits', async () => {
    const dev = { subject: 'dev@shop.example', issuer };
    const by = async (name: string) =>
      outcome(
        asReferrer(await bundleOf(sigstore, sigstore.certify({ names: [email(name)] }))),
        [sigstore.root],
        {
          identities: [dev],
        },
      );
    expect(await by('dev@shop.example')).toBe('trusted');
    expect(await by('\xe4ev@shop.example')).toBe('invalid certificate-odd-name');
  });
});

describe('an identity by pattern', () => {
  const subjectRegExp = (pattern: string) => under({ subjectRegExp: pattern, issuer: githubActions });

  it.each([
    'acme/shop',
    '^https://github\\.com/acme/.*@refs/heads/main$',
    '(?i)ACME',
    '\\.github/workflows/(release|build)\\.yml',
    'release',
  ])('matches anywhere, as cosign does: %s', (pattern) => {
    expect(subjectRegExp(pattern)).toBe('trusted');
  });

  it.each([
    ['not found', 'acme/other'],
    ['anchored elsewhere', '^github\\.com'],
    ['a dollar that is no end', 'acme$'],
    ['no expression', '('],
    ['no expression of Go', '(?=https)'],
    ['with a back reference', '(h)\\1'],
    ['too long', `${'(a|b)'.repeat(1000)}`],
  ])('matches nobody: %s', (_, pattern) => {
    expect(subjectRegExp(pattern)).toBe('untrusted signer-stranger');
  });

  it('of the issuer too', () => {
    expect(under({ subject: workflow, issuerRegExp: '^https://token\\.actions' })).toBe('trusted');
    expect(under({ subject: workflow, issuerRegExp: '^token' })).toBe('untrusted signer-stranger');
  });

  it.each(['(a+)+$', '^(a|a)*$', '(.*a){12}$', '^(([a-z])+.)+[A-Z]([a-z])+$'])(
    'answers whatever it is: %s',
    async (subjectRegExp) => {
      const long = sigstore.certify({ names: [email(`${'a'.repeat(5000)}!`)] });
      const identities = [{ subjectRegExp, issuer: githubActions }];
      expect(outcome(asReferrer(await bundleOf(sigstore, long)), [sigstore.root], { identities })).toBe(
        'untrusted signer-stranger',
      );
    },
  );
});

describe('an identity by repository, ref and workflow', () => {
  const repository = 'https://github.com/acme/shop';
  const claims = {
    8: githubActions,
    12: repository,
    14: 'refs/heads/release/1.2',
    18: `${repository}/.github/workflows/release.yml@refs/heads/release/1.2`,
  };
  const by = async (identity: object, own: object = claims) => {
    const signer = sigstore.certify({ claims: own as typeof claims });
    const identities = [{ issuer: githubActions, ...identity }];
    return outcome(asReferrer(await bundleOf(sigstore, signer)), [sigstore.root], { identities });
  };
  const stranger = 'untrusted signer-stranger';

  it.each<[object, string]>([
    [{ repository }, 'trusted'],
    [{ repository: `${repository}/` }, stranger],
    [{ repository: 'https://github.com/acme' }, stranger],
    [{ repository: `${repository}-fork` }, stranger],
    [{ repository, ref: 'refs/heads/release/1.2' }, 'trusted'],
    [{ repository, ref: 'refs/heads/release/*' }, 'trusted'],
    [{ repository, ref: 'refs/heads/release/1*2' }, 'trusted'],
    // A star is no slash, and a dot is a dot.
    [{ repository, ref: 'refs/heads/*' }, stranger],
    [{ repository, ref: 'refs/heads/release/1x2' }, stranger],
    [{ repository, ref: 'refs/heads/release' }, stranger],
    [{ repository, ref: '*' }, stranger],
    [{ repository, ref: '' }, stranger],
    [{ repository, workflow: '.github/workflows/release.yml' }, 'trusted'],
    [{ repository, workflow: 'release.yml' }, stranger],
    [{ repository, workflow: '.github/workflows/release.yml@refs/heads/release/1.2' }, stranger],
    [{ ref: 'refs/heads/release/*' }, stranger],
    [{ workflow: '.github/workflows/release.yml' }, stranger],
  ])('%j: %s', async (identity, expected) => {
    expect(await by(identity)).toBe(expected);
  });

  it('is nobody whose certificate does not say', async () => {
    const issuer = { 8: githubActions };
    expect(await by({ repository }, issuer)).toBe(stranger);
    expect(await by({ repository, ref: '*' }, { ...issuer, 12: repository })).toBe(stranger);
    expect(await by({ repository, workflow: '' }, { ...issuer, 12: repository })).toBe(stranger);
    // A workflow of another repository.
    const other = {
      ...claims,
      18: 'https://github.com/evil/shop/.github/workflows/release.yml@refs/heads/main',
    };
    expect(await by({ repository, workflow: '.github/workflows/release.yml' }, other)).toBe(stranger);
  });

  it('answers whatever the ref is', async () => {
    const long = { ...claims, 14: `refs/heads/${'a'.repeat(3000)}` };
    expect(await by({ repository, ref: `refs/heads/${'*a'.repeat(30)}b` }, long)).toBe(stranger);
  });
});
