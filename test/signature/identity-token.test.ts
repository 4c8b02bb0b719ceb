import { expect, it } from 'vitest';
import { claimsOf } from '../../server/src/signature/identity-token.ts';
import { identityToken } from '../support/sigstore/index.ts';

it.each<[string, Readonly<Record<string, unknown>>, string, string]>([
  [
    'a person',
    { iss: 'https://accounts.google.com', sub: '123', email: 'ann@example.com', email_verified: true },
    'ann@example.com',
    'https://accounts.google.com',
  ],
  [
    'a person of Sigstore’s own issuer',
    {
      iss: 'https://oauth2.sigstore.dev/auth',
      sub: 'x',
      email: 'ann@example.com',
      email_verified: true,
      federated_claims: { connector_id: 'https://github.com/login/oauth', user_id: '1' },
    },
    'ann@example.com',
    'https://github.com/login/oauth',
  ],
  [
    'a workflow of GitHub',
    {
      sub: 'repo:acme/shop:ref:refs/heads/main',
      job_workflow_ref: 'acme/shop/.github/workflows/release.yml@refs/heads/main',
    },
    'https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main',
    'https://token.actions.githubusercontent.com',
  ],
  [
    'a pipeline of GitLab',
    {
      iss: 'https://gitlab.com',
      sub: 'project_path:acme/shop:ref_type:branch:ref:main',
      ci_config_ref_uri: 'gitlab.com/acme/shop//.gitlab-ci.yml@refs/heads/main',
      user_email: 'ann@example.com',
    },
    'https://gitlab.com/acme/shop//.gitlab-ci.yml@refs/heads/main',
    'https://gitlab.com',
  ],
  [
    'something else',
    { iss: 'https://kubernetes.default.svc', sub: 'system:serviceaccount:ci:signer' },
    'system:serviceaccount:ci:signer',
    'https://kubernetes.default.svc',
  ],
])('names %s', (_, claims, identity, issuer) => {
  expect(claimsOf(identityToken(claims))).toMatchObject({ identity, issuer });
});

it('says when it expires, and for whom it is', () => {
  expect(claimsOf(identityToken({ exp: 1_800_000_000, aud: ['sigstore', 'other'] }))).toMatchObject({
    expiresAt: 1_800_000_000_000,
    audience: ['sigstore', 'other'],
  });
});

it.each(['', 'a', 'a.b', 'a.b.c', 'a.e30.c', 'a.W10.c', `a.${'A'.repeat(70_000)}.c`, 'a.b.c.d'])(
  'is none: %.20s',
  (token) => {
    expect(claimsOf(token)).toBeUndefined();
  },
);
