import { describe, expect, it } from 'vitest';
import type { Credential, HttpRequest, HttpResponse } from '../../server/src/registry/ports.ts';
import { error, json, text } from './memory-registry.ts';
import { faultOf, setup } from './setup.ts';

const app = { registry: 'registry.example', repository: 'acme/app' };
const scan = { priority: 3 } as const;
const basic: Credential = { type: 'basic', username: 'ann', password: 'a:b:ü' };
const realm = 'https://auth.example/token?keep=1';

interface GuardOptions {
  readonly credential?: Credential;
  readonly challenge?: string;
  /** What the token server answers. */
  readonly grant?: (request: HttpRequest) => HttpResponse;
  /** What authorises a request; by default any bearer token. */
  readonly accepts?: (authorization: string | undefined) => boolean;
  readonly host?: string;
}

/** A registry that wants a login, and a token server that answers as told. */
function guarded(options: GuardOptions = {}) {
  const host = options.host ?? 'registry.example';
  const made = setup({ credentials: options.credential ? { [host]: options.credential } : {} });
  const { registry } = made;
  for (const name of ['acme/app', 'acme/other']) registry.host(host).repository(name).image('1');
  const challenge = options.challenge ?? `Bearer realm="${realm}",service="registry.example"`;
  const accepts = options.accepts ?? ((authorization) => authorization?.startsWith('Bearer ') ?? false);
  const grant = options.grant ?? (() => json(200, { token: 'let-me-in', expires_in: 300 }));
  registry.intercept = (url, request) => {
    if (url.host === 'auth.example') return grant(request);
    if (url.host !== host || accepts(request.headers.authorization)) return undefined;
    return error(401, 'UNAUTHORIZED', { 'www-authenticate': challenge });
  };
  const resolve = (name = app) => made.client.resolve({ ...name, registry: host }, '1', scan);
  const tokenRequests = (): HttpRequest[] =>
    registry.requests.filter(({ url }) => new URL(url).host === 'auth.example');
  return { ...made, resolve, tokenRequests };
}

describe('bearer tokens', () => {
  it('are fetched for the repository, anonymously without credentials', async () => {
    const { resolve, registry, tokenRequests } = guarded();
    expect(await resolve()).toMatchObject({ state: 'resolved' });
    expect(registry.log).toHaveLength(3);
    const [request] = tokenRequests();
    expect(Object.fromEntries(new URL(request?.url ?? '').searchParams)).toEqual({
      keep: '1',
      service: 'registry.example',
      scope: 'repository:acme/app:pull',
    });
    expect(request?.method).toBe('GET');
    expect(request?.headers).not.toHaveProperty('authorization');
    expect(registry.requests.at(-1)?.headers.authorization).toBe('Bearer let-me-in');
  });

  it('are asked for with user name and password, which the registry itself never sees', async () => {
    const { resolve, registry, tokenRequests } = guarded({ credential: basic });
    await resolve();
    const expected = `Basic ${Buffer.from('ann:a:b:ü').toString('base64')}`;
    expect(tokenRequests()[0]?.headers.authorization).toBe(expected);
    const sent = registry.requests.filter(({ url }) => url.includes('registry.example/'));
    expect(sent.map(({ headers }) => headers.authorization)).toEqual([undefined, 'Bearer let-me-in']);
  });

  it('are asked for with an identity token by POST', async () => {
    const grant = () => json(200, { access_token: 'granted' });
    const credential: Credential = { type: 'identity-token', token: 'refresh+me' };
    const { resolve, registry, tokenRequests } = guarded({ credential, grant });
    await resolve();
    const [request] = tokenRequests();
    expect(request).toMatchObject({ method: 'POST', url: realm });
    expect(Object.fromEntries(new URLSearchParams(new TextDecoder().decode(request?.body)))).toEqual({
      grant_type: 'refresh_token',
      service: 'registry.example',
      scope: 'repository:acme/app:pull',
      client_id: 'imageseal',
      refresh_token: 'refresh+me',
    });
    expect(registry.requests.at(-1)?.headers.authorization).toBe('Bearer granted');
  });

  it('may be configured ready-made', async () => {
    const credential: Credential = { type: 'registry-token', token: 'ready' };
    const { resolve, registry, tokenRequests } = guarded({ credential });
    await resolve();
    expect(tokenRequests()).toEqual([]);
    expect(registry.requests.at(-1)?.headers.authorization).toBe('Bearer ready');
  });

  it('are kept for one repository each until they expire', async () => {
    const { resolve, registry, tokenRequests, clock } = guarded();
    await resolve();
    registry.take();
    await resolve();
    expect(registry.take()).toHaveLength(1);
    // The host is known to want a token, so the next repository is not refused first.
    await resolve({ ...app, repository: 'acme/other' });
    expect(registry.take()).toHaveLength(2);
    clock.advance(300_000);
    await resolve();
    expect(registry.take()).toHaveLength(2);
    expect(tokenRequests()).toHaveLength(3);
  });

  it('are fetched once for everybody who needs the same one', async () => {
    const { resolve, tokenRequests } = guarded();
    await Promise.all([resolve(), resolve(), resolve(), resolve()]);
    expect(tokenRequests()).toHaveLength(1);
  });

  it('are replaced when the registry no longer takes one', async () => {
    let issued = 0;
    let oldest = 1;
    const { resolve, registry, tokenRequests } = guarded({
      grant: () => json(200, { token: `${++issued}`, expires_in: 3600 }),
      accepts: (authorization) => Number(authorization?.slice('Bearer '.length)) >= oldest,
    });
    await resolve();
    oldest = 2;
    registry.take();
    expect(await resolve()).toMatchObject({ state: 'resolved' });
    expect(registry.take()).toHaveLength(3);
    expect(tokenRequests()).toHaveLength(2);
  });

  it.each([
    ['a loop of 401', {}, undefined, 'unauthorized', { anonymous: true }],
    ['refused credentials', { credential: basic }, error(401, 'UNAUTHORIZED'), 'unauthorized', {}],
    ['a private repository, anonymously', {}, error(403, 'DENIED'), 'unauthorized', { anonymous: true }],
    ['a token server out of order', {}, text(500, ''), 'server-error', {}],
    ['a token server that limits', {}, error(429, 'X', { 'retry-after': '600' }), 'rate-limited', {}],
    ['no token', {}, json(200, { token: '' }), 'malformed', {}],
    ['a page for a token', {}, text(200, '<html>'), 'malformed', {}],
    ['a token that would split the header', {}, json(200, { token: 'a\r\nx-evil: 1' }), 'malformed', {}],
    ['a redirect', {}, text(302, '', { location: 'https://evil.example/' }), 'token-realm', {}],
  ] as const)('%s', async (_, options, granted, code, more) => {
    const { resolve, registry } = guarded({
      ...options,
      accepts: () => false,
      ...(granted && { grant: () => granted }),
    });
    const fault = await faultOf(resolve());
    expect(fault).toMatchObject({ code, ...more });
    expect('anonymous' in fault).toBe('anonymous' in more);
    expect(registry.log.length).toBeLessThanOrEqual(5);
    expect(JSON.stringify(fault)).not.toContain('a:b');
  });

  it('limits what the token server may send', async () => {
    const { resolve, tokenRequests } = guarded();
    await resolve();
    expect(tokenRequests()[0]?.maxBytes).toBe(1024 * 1024);
  });
});

describe('the realm of a challenge', () => {
  it.each([
    'http://auth.example/token',
    'https://10.0.0.1/token',
    'https://192.168.1.1:8443/token',
    'https://127.0.0.1/token',
    'https://localhost/token',
    'https://auth.localhost/token',
    'https://[::1]/token',
    'https://[fd00::1]/token',
    'https://169.254.169.254/latest/meta-data',
    'https://2852039166/',
    'https://[::ffff:10.0.0.1]/',
    'https://metadata.google.internal/',
    'https://user:pass@auth.example/token',
    'file:///etc/passwd',
    'ftp://auth.example/',
    '/token',
    '',
  ])('%s is not asked', async (hostile) => {
    const { resolve, registry } = guarded({
      credential: basic,
      challenge: `Bearer realm="${hostile}",service="x"`,
    });
    expect((await faultOf(resolve())).code).toBe('token-realm');
    expect(registry.log).toEqual(['HEAD https://registry.example/v2/acme/app/manifests/1']);
  });

  it('may be on the registry itself, wherever that is', async () => {
    const { resolve, registry } = guarded({
      host: '10.0.0.1:5000',
      challenge: 'Bearer realm="https://10.0.0.1/token",service="x"',
    });
    await faultOf(resolve());
    expect(registry.log[1]).toContain('GET https://10.0.0.1/token?service=x');
  });

  it('may be plain http and loopback for a registry that is', async () => {
    const { resolve, registry } = guarded({
      host: 'registry.localhost:5000',
      challenge: 'Bearer realm="http://localhost:5001/token"',
    });
    await faultOf(resolve());
    expect(registry.log[1]).toContain('GET http://localhost:5001/token?scope=');
  });
});

describe('basic authentication', () => {
  const challenge = 'Basic realm="registry, with a comma"';
  const accepts = (authorization?: string) =>
    authorization === `Basic ${Buffer.from('ann:a:b:ü').toString('base64')}`;

  it('is given when asked for, then unasked', async () => {
    const { resolve, registry } = guarded({ credential: basic, challenge, accepts });
    expect(await resolve()).toMatchObject({ state: 'resolved' });
    expect(registry.take()).toHaveLength(2);
    await resolve();
    expect(registry.take()).toHaveLength(1);
  });

  it('without credentials is a fault that says so, after one request', async () => {
    const { resolve, registry } = guarded({ challenge, accepts });
    expect(await faultOf(resolve())).toMatchObject({
      code: 'unauthorized',
      host: 'registry.example',
      repository: 'acme/app',
      anonymous: true,
    });
    expect(registry.log).toHaveLength(1);
  });

  it('does not hold up another repository of the host that is open to everybody', async () => {
    const { client, registry } = setup();
    registry.host('registry.example').repository('open').image('1');
    registry.intercept = ({ pathname }) =>
      pathname.includes('/acme/') ? error(401, 'UNAUTHORIZED', { 'www-authenticate': challenge }) : undefined;
    await faultOf(client.resolve(app, '1', scan));
    expect(await client.resolve({ ...app, repository: 'open' }, '1', scan)).toMatchObject({
      state: 'resolved',
    });
  });

  it('that is refused is not tried again and again', async () => {
    const { resolve, registry } = guarded({ credential: basic, challenge, accepts: () => false });
    const fault = await faultOf(resolve());
    expect(fault.code).toBe('unauthorized');
    expect(fault).not.toHaveProperty('anonymous');
    expect(registry.log).toHaveLength(2);
  });

  it('is never given to a host it was not configured for', async () => {
    const { client, registry } = setup({ credentials: { 'registry.example': basic } });
    registry.intercept = () => error(401, 'UNAUTHORIZED', { 'www-authenticate': challenge });
    for (const host of ['registry.example.evil.example', 'registry.example:8443', 'xregistry.example']) {
      await faultOf(client.resolve({ registry: host, repository: 'a' }, '1', scan));
    }
    expect(registry.requests.every(({ headers }) => !('authorization' in headers))).toBe(true);
  });
});
