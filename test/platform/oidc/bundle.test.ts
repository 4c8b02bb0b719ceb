import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Oidc } from '../../../server/src/platform/oidc/oidc.ts';
import { distDirectory, ensureBuilt } from '../../support/build.ts';
import { type OidcServer, startOidc } from '../../support/oidc.ts';
import { browserSignIn, problemOf } from './sign-in.ts';

/** What ships is minified: classes have other names, and errors are of other classes than those of the programs. */
describe('dist/oidc.js', () => {
  let server: OidcServer;
  let oidc: Oidc;

  beforeAll(async () => {
    await ensureBuilt();
    ({ oidc } = createRequire(import.meta.url)(join(distDirectory, 'oidc.js')));
    server = await startOidc();
  }, 60_000);
  afterAll(() => server.close());

  it('signs in', async () => {
    expect((await oidc.authorizationCode(browserSignIn(server.issuer))).says.name).toBe('alice@example.com');
  });

  it('says why nobody signed in', async () => {
    server.answer = 'decline';
    expect((await problemOf(oidc.authorizationCode(browserSignIn(server.issuer)))).code).toBe('denied');
    server.answer = 'accept';
    const another = { ...browserSignIn(server.issuer), clientId: 'nobody', timeoutMs: 300 };
    expect((await problemOf(oidc.authorizationCode(another))).code).toBe('timeout');
    const elsewhere = server.issuer.replace('127.0.0.1', 'localhost');
    expect((await problemOf(oidc.authorizationCode(browserSignIn(elsewhere)))).code).toBe('issuer-mismatch');
  });
});
