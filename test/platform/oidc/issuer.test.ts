import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorizationCode } from '../../../server/src/platform/oidc/authorization-code.ts';
import type { HttpClient, HttpResponse } from '../../../server/src/registry/ports.ts';
import { type OidcServer, startOidc } from '../../support/oidc.ts';
import { answering, browserSignIn, problemOf, tampering } from './sign-in.ts';

let oidc: OidcServer;

beforeAll(async () => {
  oidc = await startOidc();
});
afterAll(() => oidc.close());

const signIn = (issuer: string, http?: HttpClient) =>
  problemOf(authorizationCode({ ...browserSignIn(issuer), ...(http && { http }) }));

/** An issuer in the network that nobody has to run: its metadata, as the test wants them. */
function publicIssuer(metadata: Record<string, unknown>): { http: HttpClient; asked: string[] } {
  const asked: string[] = [];
  const http: HttpClient = async ({ url }) => {
    asked.push(url);
    return json({ issuer: 'https://issuer.example.com', ...metadata });
  };
  return { http, asked };
}

function json(value: unknown, status = 200): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(value)),
  };
}

describe('the address of an issuer', () => {
  it.each([
    ['sigstore', 'issuer-malformed'],
    ['ftp://issuer.example.com', 'issuer-malformed'],
    ['https://issuer.example.com/?tenant=1', 'issuer-malformed'],
    ['https://me:secret@issuer.example.com/', 'issuer-malformed'],
    ['http://issuer.example.com', 'issuer-not-https'],
    ['http://localhost.example.com', 'issuer-not-https'],
    ['http://10.0.0.1:5556', 'issuer-not-https'],
  ])('%s is refused before anything is sent', async (issuer, code) => {
    const { http, asked } = publicIssuer({});
    const problem = await signIn(issuer, http);
    expect(problem.code).toBe(code);
    expect(problem.sentence).not.toContain('secret');
    expect(asked).toEqual([]);
  });

  it('may be http on this machine', async () => {
    const { says } = await authorizationCode(browserSignIn(oidc.issuer));
    expect(says.issuer).toMatch(/^http:\/\/127\.0\.0\.1:/);
  });

  it('must be what the issuer calls itself', async () => {
    const other = oidc.issuer.replace('127.0.0.1', 'localhost');
    expect(await signIn(other)).toEqual({
      code: 'issuer-mismatch',
      sentence: `The issuer ${other}/ calls itself ${oidc.issuer}: correct the address to exactly that, if you trust it.`,
    });
  });
});

describe('what an issuer answers', () => {
  it('is nothing, when nobody is there', async () => {
    const gone = await startOidc();
    await gone.close();
    const problem = await signIn(gone.issuer);
    expect(problem.code).toBe('issuer-unreachable');
    expect(problem.sentence).toContain('(it refuses connections)');
  });

  it.each([
    ['an error', () => json({}, 503), 'HTTP 503'],
    [
      'a redirect, which is not followed',
      () => ({ ...json({}, 302), headers: { location: 'https://x' } }),
      'HTTP 302',
    ],
    ['no content', () => ({ status: 204, headers: {}, body: new Uint8Array() }), 'HTTP 204'],
    ['a login page', () => ({ ...json({}), body: Buffer.from('<!DOCTYPE html>') }), 'JSON'],
    ['half an answer', () => ({ ...json({}), body: Buffer.from('{"issuer":') }), 'JSON'],
    ['no issuer', () => json({ token_endpoint: 'https://x' }), 'issuer'],
    ['an issuer that is no address', () => json({ issuer: 'me' }), 'ERR_INVALID_URL'],
  ])('is refused as metadata: %s', async (_what, answer, why) => {
    const problem = await signIn('https://issuer.example.com', async () => answer());
    expect(problem.code).toBe('issuer-answer');
    expect(problem.sentence).toContain(why);
  });

  it('may be without a way to sign in with a browser', async () => {
    const { http } = publicIssuer({ token_endpoint: 'https://issuer.example.com/token' });
    expect((await signIn('https://issuer.example.com', http)).code).toBe('no-browser-flow');
  });

  it.each(['http://issuer.example.com/auth', 'https://127.0.0.1/auth', 'file:///bin/sh', 'vscode://x/y'])(
    'does not make the browser open %s',
    async (authorization_endpoint) => {
      const { http } = publicIssuer({ authorization_endpoint });
      expect((await signIn('https://issuer.example.com', http)).code).toBe('endpoint-refused');
    },
  );

  it.each(['http://tokens.example.com/token', 'https://localhost/token'])(
    'does not make anybody send the code to %s',
    async (token_endpoint) => {
      const issuer = 'https://issuer.example.com';
      const { http, asked } = publicIssuer({
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint,
      });
      const openUrl = async (address: string) => {
        const { searchParams } = new URL(address);
        const back = new URL(searchParams.get('redirect_uri') ?? '');
        back.searchParams.set('code', 'a-code');
        back.searchParams.set('state', searchParams.get('state') ?? '');
        void fetch(back);
        return true;
      };
      const problem = await problemOf(authorizationCode({ ...browserSignIn(issuer), http, openUrl }));
      expect(problem.code).toBe('endpoint-refused');
      expect(asked).toEqual([`${issuer}/.well-known/openid-configuration`]);
    },
  );

  it('at the token endpoint may be an error that quotes the code: no message does', async () => {
    const quoting = answering('/token', ({ body }) => {
      const code = new URLSearchParams(Buffer.from(body ?? []).toString()).get('code');
      return json({ error: `bad code ${code}`, error_description: `no such code: ${code}` }, 400);
    });
    const problem = await signIn(oidc.issuer, quoting);
    expect(problem.code).toBe('refused');
  });

  it('at the token endpoint may be broken JSON with a token in it: no message quotes it', async () => {
    const broken = answering('/token', () => ({
      ...json({}),
      body: Buffer.from('{"id_token":"eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.'),
    }));
    const problem = await signIn(oidc.issuer, broken);
    expect(problem.code).toBe('issuer-answer');
  });

  it('is no token without a signature', async () => {
    const unsigned = tampering('/token', (answer) => ({
      ...answer,
      id_token: String(answer.id_token).replace(
        /^[^.]+/,
        Buffer.from('{"alg":"none"}').toString('base64url'),
      ),
    }));
    expect((await signIn(oidc.issuer, unsigned)).code).toBe('issuer-answer');
  });
});
