import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { authorizationCode } from '../../../server/src/platform/oidc/authorization-code.ts';
import { type OidcServer, type Page, startOidc } from '../../support/oidc.ts';
import { browserSignIn, clockOff, problemOf, tampering } from './sign-in.ts';

let oidc: OidcServer;

beforeAll(async () => {
  oidc = await startOidc();
});
afterEach(() => {
  oidc.answer = 'accept';
});
afterAll(() => oidc.close());

/** Opens another address than the one that it is given. */
function opening(change: (url: URL) => void, pages: Promise<Page>[] = []) {
  const options = browserSignIn(oidc.issuer, pages);
  return {
    ...options,
    openUrl: async (address: string) => {
      const url = new URL(address);
      change(url);
      return await options.openUrl(url.href);
    },
  };
}

async function isFree(port: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
    socket.once('close', () => socket.destroy());
  });
}

describe('signing in with the browser', () => {
  it('gives a token, says whose it is, and tells the browser that it is done', async () => {
    const pages: Promise<Page>[] = [];
    const { token, says } = await authorizationCode(browserSignIn(oidc.issuer, pages));
    expect(says).toMatchObject({ kind: 'email', name: 'alice@example.com', issuer: oidc.issuer });
    expect(says.expiresAt).toBeGreaterThan(Date.now() + 500_000);
    expect(token.split('.')).toHaveLength(3);

    const page = await pages[0];
    expect(page?.status).toBe(200);
    expect(page?.html).toContain('You are signed in, and may close this window.');
    expect(page?.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page?.headers.get('cache-control')).toBe('no-store');
  });

  it('asks with PKCE, a state and a nonce, to come back to localhost', async () => {
    let asked = new URL('https://example.com');
    await authorizationCode(opening((url) => (asked = url)));
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      client_id: 'sigstore',
      response_type: 'code',
      scope: 'openid email',
      redirect_uri: expect.stringMatching(/^http:\/\/localhost:\d+\/auth\/callback$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it('signs in as a client with a secret', async () => {
    const confidential = { id: 'acme', secret: 'not for everybody' };
    const server = await startOidc({ confidential });
    const options = { ...browserSignIn(server.issuer), clientId: 'acme', clientSecret: confidential.secret };
    expect((await authorizationCode(options)).says.name).toBe('alice@example.com');
    expect((await problemOf(authorizationCode({ ...options, clientSecret: 'guessed' }))).code).toBe(
      'refused',
    );
    await server.close();
  });

  it('comes back by another address of the same machine, as with a forwarded port', async () => {
    let asked = new URL('https://example.com');
    const options = opening((url) => {
      asked = url;
    });
    // A tunnel would have a port of its own; here it ends where it begins.
    const externalUri = async (local: string) => local.replace('localhost', '127.0.0.1');
    const { says } = await authorizationCode({ ...options, externalUri });
    expect(says.name).toBe('alice@example.com');
    expect(asked.searchParams.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/auth\/callback$/);
  });

  it.each([
    'https://codespace.example/proxy/1234/auth/callback',
    'vscode://acme.ext/auth',
    'http://localhost:1/?x=1',
  ])('does not come back by way of %s', async (external) => {
    const options = browserSignIn(oidc.issuer);
    const problem = await problemOf(authorizationCode({ ...options, externalUri: async () => external }));
    expect(problem.code).toBe('redirect-elsewhere');
    expect(problem.sentence).toContain('sign in with a code instead');
  });
});

describe('an answer that does not belong to this sign-in', () => {
  it('is refused with another state, and the browser is told so', async () => {
    const pages: Promise<Page>[] = [];
    const options = opening((url) => url.searchParams.set('state', 'another'), pages);
    const problem = await problemOf(authorizationCode(options));
    expect(problem).toEqual({
      code: 'state',
      sentence: 'The browser came back with an answer that does not belong to this sign-in: start again.',
    });
    const page = await pages[0];
    expect(page?.status).toBe(400);
    expect(page?.html).toContain('You are not signed in.');
  });

  it('is refused with another nonce', async () => {
    const options = opening((url) => url.searchParams.set('nonce', 'another'));
    expect((await problemOf(authorizationCode(options))).code).toBe('token-nonce');
  });

  it('is refused by the issuer when the code was made for another verifier', async () => {
    const another = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWBuGJSstw-cM';
    const options = opening((url) => url.searchParams.set('code_challenge', another));
    const problem = await problemOf(authorizationCode(options));
    expect(problem.code).toBe('refused');
    expect(problem.sentence).toContain('invalid_grant');
  });

  it('is waited past: what else asks at the port gets nothing', async () => {
    const strays: number[] = [];
    const options = opening(() => {});
    const { token } = await authorizationCode({
      ...options,
      openUrl: async (address) => {
        const redirect = new URL(new URL(address).searchParams.get('redirect_uri') ?? '');
        strays.push((await fetch(new URL('/favicon.ico', redirect))).status);
        strays.push((await fetch(redirect, { method: 'POST' })).status);
        return await options.openUrl(address);
      },
    });
    expect(strays).toEqual([404, 404]);
    expect(token).toBeTruthy();
  });
});

describe('nobody signs in', () => {
  it('because the user declined', async () => {
    oidc.answer = 'decline';
    const pages: Promise<Page>[] = [];
    const problem = await problemOf(authorizationCode(browserSignIn(oidc.issuer, pages)));
    expect(problem.code).toBe('denied');
    expect((await pages[0])?.html).toContain('You are not signed in.');
  });

  it('because the browser was not opened', async () => {
    const options = { ...browserSignIn(oidc.issuer), openUrl: async () => false };
    expect((await problemOf(authorizationCode(options))).code).toBe('browser-not-opened');
  });

  it('because the window was closed, and time is up', async () => {
    oidc.answer = 'wait';
    let port = '';
    const options = opening((url) => (port = new URL(url.searchParams.get('redirect_uri') ?? '').port));
    const problem = await problemOf(authorizationCode({ ...options, timeoutMs: 300 }));
    expect(problem.code).toBe('timeout');
    expect(problem.sentence).toContain('the browser window may have been closed');
    expect(await isFree(port)).toBe(true);
  });

  it('because it was cancelled in the middle, which frees the port', async () => {
    oidc.answer = 'wait';
    const abort = new AbortController();
    let port = '';
    const options = opening((url) => (port = new URL(url.searchParams.get('redirect_uri') ?? '').port));
    const signingIn = authorizationCode({
      ...options,
      signal: abort.signal,
      openUrl: async (url) => {
        setTimeout(() => abort.abort(), 50);
        return await options.openUrl(url);
      },
    });
    expect((await problemOf(signingIn)).code).toBe('cancelled');
    expect(await isFree(port)).toBe(true);
  });

  it('because it was cancelled while the editor asks whether to open the browser', async () => {
    const abort = new AbortController();
    const openUrl = () => {
      setTimeout(() => abort.abort(), 10);
      return new Promise<boolean>(() => {});
    };
    const options = { ...browserSignIn(oidc.issuer), signal: abort.signal, openUrl };
    expect((await problemOf(authorizationCode(options))).code).toBe('cancelled');
  });

  it('because it had been cancelled before: then nobody is asked', async () => {
    const before = oidc.requests.length;
    const options = { ...browserSignIn(oidc.issuer), signal: AbortSignal.abort() };
    expect((await problemOf(authorizationCode(options))).code).toBe('cancelled');
    expect(oidc.requests).toHaveLength(before);
  });

  it('because no port can be opened', async () => {
    const listen = async () => {
      throw Object.assign(new Error('listen'), {
        name: 'OidcError',
        problem: { code: 'port', args: ['EACCES'] },
      });
    };
    expect((await problemOf(authorizationCode({ ...browserSignIn(oidc.issuer), listen }))).code).toBe('port');
  });
});

describe('a token that is not for now', () => {
  it('has expired when it comes', async () => {
    const now = Math.floor(Date.now() / 1000);
    const change = (json: Record<string, unknown>) => withClaims(json, { iat: now - 900, exp: now - 300 });
    const options = { ...browserSignIn(oidc.issuer), http: tampering('/token', change) };
    const problem = await problemOf(authorizationCode(options));
    expect(problem.code).toBe('token-expired');
    expect(problem.sentence).toContain(`(at ${new Date((now - 300) * 1000).toISOString().slice(0, 19)}Z)`);
  });

  it('reads as expired because the clock of this machine is ahead', async () => {
    const options = { ...browserSignIn(oidc.issuer), clock: clockOff(25 * 60_000) };
    expect(await problemOf(authorizationCode(options))).toEqual({
      code: 'clock-ahead',
      sentence:
        'The clock of this machine is 25 min ahead, so the identity token reads as expired: set the clock.',
    });
  });

  it('reads as not valid yet because the clock of this machine is behind', async () => {
    const options = { ...browserSignIn(oidc.issuer), clock: clockOff(-7 * 60_000) };
    const problem = await problemOf(authorizationCode(options));
    expect(problem.code).toBe('clock-behind');
    expect(problem.sentence).toContain('7 min behind');
  });

  it('is taken when clocks are half a minute apart', async () => {
    for (const ms of [-30_000, 30_000]) {
      const { says } = await authorizationCode({ ...browserSignIn(oidc.issuer), clock: clockOff(ms) });
      expect(says.name).toBe('alice@example.com');
    }
  });
});

describe('what the token endpoint gives', () => {
  it.each([
    ['no identity token', (json: object) => ({ ...json, id_token: undefined }), 'issuer-answer'],
    ['something else than a JWT', (json: object) => ({ ...json, id_token: 'a.b' }), 'issuer-answer'],
    ['the token of another client', forAnotherClient, 'token-audience'],
    ['the token of another issuer', ofAnotherIssuer, 'token-issuer'],
  ])('is refused: %s', async (_what, change, code) => {
    const options = { ...browserSignIn(oidc.issuer), http: tampering('/token', change) };
    expect((await problemOf(authorizationCode(options))).code).toBe(code);
  });

  it('names somebody whose address nobody has verified', async () => {
    const server = await startOidc({
      account: { sub: 'mallory', email: 'alice@example.com', email_verified: false },
    });
    expect((await problemOf(authorizationCode(browserSignIn(server.issuer)))).code).toBe('token-email');
    await server.close();
  });

  it('names a subject where there is no address', async () => {
    const server = await startOidc({ account: { sub: 'robot' } });
    const { says } = await authorizationCode(browserSignIn(server.issuer));
    expect(says).toMatchObject({ kind: 'subject', name: 'robot' });
    await server.close();
  });
});

it('has a state, a nonce and a challenge of its own each time', async () => {
  const asked = new Set<string | null>();
  const options = opening(({ searchParams }) => {
    for (const name of ['state', 'nonce', 'code_challenge']) asked.add(searchParams.get(name));
  });
  await authorizationCode(options);
  await authorizationCode(options);
  expect(asked.size).toBe(6);
});

function withClaims(json: Record<string, unknown>, more: object): Record<string, unknown> {
  const [header, claims = '', signature] = String(json.id_token).split('.');
  const changed = { ...JSON.parse(String(Buffer.from(claims, 'base64url'))), ...more };
  const encoded = Buffer.from(JSON.stringify(changed)).toString('base64url');
  return { ...json, id_token: [header, encoded, signature].join('.') };
}

function forAnotherClient(json: Record<string, unknown>): Record<string, unknown> {
  return withClaims(json, { aud: 'another' });
}

function ofAnotherIssuer(json: Record<string, unknown>): Record<string, unknown> {
  return withClaims(json, { iss: 'https://example.com' });
}
