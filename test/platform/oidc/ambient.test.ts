import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ambientToken, givenToken } from '../../../server/src/platform/oidc/ambient.ts';
import { systemClock } from '../../../server/src/platform/system-clock.ts';
import { type HttpClient, HttpError, type HttpRequest } from '../../../server/src/registry/ports.ts';
import { problemOf } from './sign-in.ts';

/** In ten minutes, and the same in every token of a test. */
const exp = Math.floor(Date.now() / 1000) + 600;

function jwt(claims: object = {}): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part({ iss: 'https://ci.example.com', aud: 'sigstore', sub: 'job 7', exp, ...claims })}.c2ln`;
}

/** An environment, and what GitHub answers to whom asks it. */
function ambient(env: Record<string, string>, status = 200, body: unknown = { value: jwt() }) {
  const asked: HttpRequest[] = [];
  const http: HttpClient = async (request) => {
    asked.push(request);
    return { status, headers: {}, body: Buffer.from(JSON.stringify(body)) };
  };
  const options = { env, http, clock: systemClock, signal: new AbortController().signal };
  return { asked, options };
}

const actions = {
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://pipelines.actions.githubusercontent.com/x/idtoken?api-version=2.0',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'eyJ-the-secret-of-the-job',
};

describe('the environment', () => {
  it('of most machines has no token, and nobody is asked for one', async () => {
    const { asked, options } = ambient({
      ACTIONS_ID_TOKEN_REQUEST_URL: actions.ACTIONS_ID_TOKEN_REQUEST_URL,
    });
    expect(await ambientToken(options)).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('has one in SIGSTORE_ID_TOKEN, which goes before the one of GitHub', async () => {
    const { asked, options } = ambient({ ...actions, SIGSTORE_ID_TOKEN: `${jwt()}\n` });
    expect(await ambientToken(options)).toMatchObject({ token: jwt(), says: { name: 'job 7' } });
    expect(asked).toEqual([]);
  });

  it('has one in SIGSTORE_ID_TOKEN that is of no use', async () => {
    const refusal = (token: string) => problemOf(ambientToken(ambient({ SIGSTORE_ID_TOKEN: token }).options));
    expect((await refusal('eyJ-half-a-token')).code).toBe('token-malformed');
    expect((await refusal(jwt({ exp: 1_700_000_000 }))).sentence).toContain('2023-11-14T22:13:20Z');
    expect((await refusal(jwt({ aud: 'https://github.com/acme' }))).code).toBe('token-audience');
  });

  it('is a job of GitHub Actions, which is asked for a token for sigstore', async () => {
    const { asked, options } = ambient(actions);
    expect((await ambientToken(options))?.says.name).toBe('job 7');
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      method: 'GET',
      url: 'https://pipelines.actions.githubusercontent.com/x/idtoken?api-version=2.0&audience=sigstore',
      headers: { authorization: 'Bearer eyJ-the-secret-of-the-job' },
    });
  });

  it('is a job of GitHub Actions that is not allowed to', async () => {
    const { options } = ambient(actions, 403, { message: 'eyJ-the-secret-of-the-job may not' });
    expect(await problemOf(ambientToken(options))).toEqual({
      code: 'actions-refused',
      sentence:
        'GitHub Actions gave no identity token (HTTP 403): the job needs the permission id-token: write.',
    });
  });

  it('is a job of GitHub Actions that answers something else', async () => {
    expect((await problemOf(ambientToken(ambient(actions, 200, { count: 1 }).options))).code).toBe(
      'issuer-answer',
    );
  });

  it('does not make anybody send the secret of a job without encryption', async () => {
    const { asked, options } = ambient({
      ...actions,
      ACTIONS_ID_TOKEN_REQUEST_URL: 'http://example.com/idtoken',
    });
    expect((await problemOf(ambientToken(options))).code).toBe('actions-refused');
    expect(asked).toEqual([]);
  });

  it('is a job of GitHub Actions that cannot be reached, or is cancelled', async () => {
    const fails: HttpClient = async () => {
      throw new HttpError('timeout', 'no complete answer within 10 s');
    };
    const options = { ...ambient(actions).options, http: fails };
    expect((await problemOf(ambientToken(options))).sentence).toContain('(no complete answer within 10 s)');
    expect((await problemOf(ambientToken({ ...options, signal: AbortSignal.abort() }))).code).toBe(
      'cancelled',
    );
  });
});

describe('what --identity-token names', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'imageseal-oidc-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const given = (textOrPath: string) => givenToken(textOrPath, { clock: systemClock });

  it('is a token', async () => {
    expect((await given(jwt())).says).toMatchObject({ kind: 'subject', name: 'job 7' });
  });

  it('is a file that holds one', async () => {
    const path = join(folder, 'token');
    await writeFile(path, `${jwt()}\n`);
    expect((await given(path)).token).toBe(jwt());
  });

  it('is a file that is not there, a folder, or too large for a token', async () => {
    expect((await problemOf(given(join(folder, 'gone')))).sentence).toBe(
      `The identity token could not be read from ${join(folder, 'gone')} (there is no such file or folder): check the path.`,
    );
    expect((await problemOf(given(folder))).code).toBe('token-file');
    const path = join(folder, 'large');
    await writeFile(path, 'x'.repeat(100_000));
    expect((await problemOf(given(path))).code).toBe('token-file');
  });

  it('is a file of something else', async () => {
    const path = join(folder, 'notes');
    await writeFile(path, 'remember the milk');
    expect((await problemOf(given(path))).code).toBe('token-malformed');
  });

  it('is half a token, which no message shows', async () => {
    const half = jwt().slice(0, 60);
    expect((await problemOf(given(half))).code).toBe('token-malformed');
    expect((await problemOf(given(`./${half}`))).code).toBe('token-malformed');
  });
});
