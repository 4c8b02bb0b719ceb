import { describe, expect, it } from 'vitest';
import { isOidcError } from '../../../server/src/platform/oidc/problem.ts';
import { describeToken } from '../../../server/src/platform/oidc/token.ts';
import { describeOidcProblem } from '../../../server/src/platform/oidc-message.ts';

const now = Date.UTC(2026, 2, 1, 12);
const later = now / 1000 + 60;

function jwt(claims: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`;
}

const alice = {
  iss: 'https://issuer.example.com',
  aud: 'sigstore',
  exp: later,
  sub: 'CgVhbGljZQ',
  email: 'alice@example.com',
  email_verified: true,
};

/** The sentence about a token that is refused. */
function refusal(token: string, audience?: string): string {
  try {
    describeToken(token, { now, ...(audience !== undefined && { audience }) });
  } catch (error) {
    if (isOidcError(error)) return describeOidcProblem(error.problem);
  }
  return 'not refused';
}

describe('who a token says somebody is', () => {
  it.each([
    ['an address', alice, 'email', 'alice@example.com', 'https://issuer.example.com'],
    [
      'an address that another provider vouches for, as at Sigstore',
      {
        ...alice,
        iss: 'https://oauth2.sigstore.dev/auth',
        federated_claims: { connector_id: 'https://github.com/login/oauth', user_id: '1' },
      },
      'email',
      'alice@example.com',
      'https://github.com/login/oauth',
    ],
    [
      'a subject',
      { ...alice, email: undefined, sub: 'https://spiffe.example.com/robot' },
      'subject',
      'https://spiffe.example.com/robot',
      'https://issuer.example.com',
    ],
    [
      'a workflow of GitHub',
      {
        ...alice,
        email: undefined,
        iss: 'https://token.actions.githubusercontent.com',
        sub: 'repo:acme/app:ref:refs/heads/main',
        job_workflow_ref: 'acme/app/.github/workflows/release.yml@refs/heads/main',
      },
      'workflow',
      'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main',
      'https://token.actions.githubusercontent.com',
    ],
    [
      'a pipeline of GitLab',
      {
        ...alice,
        email: undefined,
        iss: 'https://gitlab.com',
        ci_config_ref_uri: 'gitlab.com/acme/app//.gitlab-ci.yml@refs/heads/main',
      },
      'workflow',
      'https://gitlab.com/acme/app//.gitlab-ci.yml@refs/heads/main',
      'https://gitlab.com',
    ],
  ])('is %s', (_what, claims, kind, name, issuer) => {
    expect(describeToken(jwt(claims), { now })).toEqual({ kind, name, issuer, expiresAt: later * 1000 });
  });

  it('may be for several audiences, and for another than sigstore when that is asked for', () => {
    expect(describeToken(jwt({ ...alice, aud: ['x', 'sigstore'] }), { now }).name).toBe('alice@example.com');
    expect(describeToken(jwt({ ...alice, aud: 'acme' }), { now, audience: 'acme' }).name).toBe(
      'alice@example.com',
    );
  });

  it('is what the issuer says: only that of Sigstore speaks for other providers', () => {
    const claims = { ...alice, federated_claims: { connector_id: 'https://accounts.google.com' } };
    expect(describeToken(jwt(claims), { now }).issuer).toBe('https://issuer.example.com');
  });

  it('is not believed of an issuer that only looks like the one of GitHub', () => {
    const claims = { ...alice, iss: 'https://token.actions.githubusercontent.com.example.com' };
    expect(describeToken(jwt({ ...claims, job_workflow_ref: 'acme/app/x@y' }), { now }).kind).toBe('email');
  });
});

describe('a token that is refused', () => {
  const malformed =
    'The identity token is not a JWT that names somebody: sign in again, or pass another token.';

  it.each([
    ['nothing', ''],
    ['a word', 'secret'],
    ['two parts', jwt(alice).split('.').slice(0, 2).join('.')],
    ['no signature', jwt(alice).replace(/[^.]+$/, '')],
    ['line breaks', `${jwt(alice)}\n`],
    ['no JSON', 'e30.bm90IGpzb24.c2ln'],
    ['a list', jwt([])],
    ['no issuer', jwt({ ...alice, iss: undefined })],
    ['no expiry', jwt({ ...alice, exp: undefined })],
    ['an expiry in words', jwt({ ...alice, exp: 'never' })],
    ['an expiry that no calendar has', jwt({ ...alice, exp: 1e300 })],
    ['nobody', jwt({ ...alice, email: undefined, sub: undefined })],
    ['a name that would not be shown as it is', jwt({ ...alice, email: 'alice@example.com\u202emoc' })],
    ['more than a token holds', jwt({ ...alice, more: 'x'.repeat(40_000) })],
  ])('holds %s', (_what, token) => {
    expect(refusal(token)).toBe(malformed);
  });

  it('has expired: it says when', () => {
    expect(refusal(jwt({ ...alice, exp: now / 1000 }))).toBe(
      'The identity token has expired (at 2026-03-01T12:00:00Z): sign in again, or pass another token. If that is in the future, set the clock of this machine.',
    );
  });

  it('is for somebody else: it says for whom', () => {
    const wanted = 'ask for a token with the audience sigstore.';
    expect(refusal(jwt({ ...alice, aud: 'https://github.com/acme' }))).toBe(
      `The identity token is for https://github.com/acme and signing needs one for sigstore: ${wanted}`,
    );
    expect(refusal(jwt({ ...alice, aud: undefined }))).toContain(wanted);
    expect(refusal(jwt({ ...alice, aud: ['sigstore2', 'sig'] }))).toContain(wanted);
  });

  it('holds an address that nobody has verified', () => {
    const sentence =
      'The identity token holds an e-mail address that its issuer has not verified: verify it there.';
    expect(refusal(jwt({ ...alice, email_verified: false }))).toBe(sentence);
    expect(refusal(jwt({ ...alice, email_verified: undefined }))).toBe(sentence);
  });
});
