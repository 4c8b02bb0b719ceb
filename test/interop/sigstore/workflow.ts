import type { OidcAccount } from '../../support/oidc.ts';

const claims = {
  job_workflow_ref: 'acme/shop/.github/workflows/release.yml@refs/heads/main',
  job_workflow_sha: '9f2c1d7a5b3e4c6d8f0a1b2c3d4e5f6071829304',
  workflow_ref: 'acme/shop/.github/workflows/release.yml@refs/heads/main',
  workflow_sha: '9f2c1d7a5b3e4c6d8f0a1b2c3d4e5f6071829304',
  sha: '9f2c1d7a5b3e4c6d8f0a1b2c3d4e5f6071829304',
  event_name: 'push',
  repository: 'acme/shop',
  repository_id: '1001',
  repository_owner: 'acme',
  repository_owner_id: '2002',
  repository_visibility: 'public',
  workflow: 'Release',
  ref: 'refs/heads/main',
  runner_environment: 'github-hosted',
  run_id: '3003',
  run_attempt: '1',
};

/** What a CI says of a run, in the claims of GitHub's identity tokens. */
export const workflow: OidcAccount = { sub: 'repo:acme/shop:ref:refs/heads/main', claims };

/** The identity that Fulcio certifies for it. */
export const workflowIdentity = `https://github.com/${claims.job_workflow_ref}`;
