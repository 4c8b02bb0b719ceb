import { afterEach, describe, expect, it } from 'vitest';
import { createNodeHttp } from '../../../server/src/platform/node-http.ts';
import type { HttpRequest, HttpResponse } from '../../../server/src/registry/ports.ts';
import { buildImage, type HostOptions, type Registry, startRegistry } from './index.ts';

const http = createNodeHttp({ userAgent: 'test', env: {} });
const image = buildImage();
let registry: Registry;
afterEach(() => registry.close());

async function start(auth: NonNullable<HostOptions['auth']>): Promise<void> {
  registry = await startRegistry({ hosts: { 'private.localhost': { auth } } });
  registry.push('private.localhost', 'acme/app', image, '1.0');
}

const MANIFEST = '/v2/acme/app/manifests/1.0';
const basic = (user: string) => `Basic ${Buffer.from(user).toString('base64')}`;

function send(path: string, authorization?: string, more: Partial<HttpRequest> = {}): Promise<HttpResponse> {
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  const url = `http://${registry.authority('private.localhost')}${path}`;
  return http({ url, method: 'GET', maxBytes: 100_000, timeoutMs: 5_000, ...more, headers });
}

async function token(scope: string, authorization?: string): Promise<string> {
  const response = await send(`/token?service=x&scope=${encodeURIComponent(scope)}`, authorization);
  expect(response.status).toBe(200);
  return (JSON.parse(new TextDecoder().decode(response.body)) as { token: string }).token;
}

describe('basic', () => {
  it('asks for a user, and lets the right one in', async () => {
    await start({ mode: 'basic', username: 'ann', password: 'a:b' });
    const refused = await send(MANIFEST);
    expect([refused.status, refused.headers['www-authenticate']]).toEqual([
      401,
      `Basic realm="${registry.authority('private.localhost')}"`,
    ]);
    expect((await send(MANIFEST, basic('ann:wrong'))).status).toBe(401);
    expect((await send(MANIFEST, basic('ann:a:b'))).status).toBe(200);
  });

  it('concerns its own host alone', async () => {
    await start({ mode: 'basic', username: 'ann', password: 'x' });
    registry.push('localhost', 'acme/app', image, '1.0');
    const open = await http({
      url: `${registry.url}${MANIFEST}`,
      method: 'GET',
      headers: {},
      maxBytes: 9e4,
      timeoutMs: 5e3,
    });
    expect(open.status).toBe(200);
  });
});

describe('bearer', () => {
  it('names realm, service and scope', async () => {
    await start({ mode: 'bearer', username: 'ann', password: 'x' });
    const host = registry.authority('private.localhost');
    expect((await send(MANIFEST)).headers['www-authenticate']).toBe(
      `Bearer realm="http://${host}/token",service="${host}",scope="repository:acme/app:pull"`,
    );
  });

  it('gives a token for exactly the scope that was asked for', async () => {
    await start({ mode: 'bearer', username: 'ann', password: 'x' });
    const right = await token('repository:acme/app:pull,push', basic('ann:x'));
    const other = await token('repository:acme/other:pull', basic('ann:x'));
    expect((await send(MANIFEST, `Bearer ${right}`)).status).toBe(200);
    const refused = await send(MANIFEST, `Bearer ${other}`);
    expect(refused.status).toBe(401);
    expect(refused.headers['www-authenticate']).toContain('error="insufficient_scope"');
    expect((await send('/token?scope=x', basic('ann:wrong'))).status).toBe(401);
  });

  it('lets nobody pull unless it says so, and never push', async () => {
    await start({ mode: 'bearer', anonymousPull: true });
    const anonymous = await token('repository:acme/app:pull,push');
    expect((await send(MANIFEST, `Bearer ${anonymous}`)).status).toBe(200);
    const push = await send('/v2/acme/app/blobs/uploads/', `Bearer ${anonymous}`, { method: 'POST' });
    expect(push.status).toBe(401);
    await registry.close();
    await start({ mode: 'bearer' });
    expect((await send(MANIFEST, `Bearer ${await token('repository:acme/app:pull')}`)).status).toBe(401);
  });

  it('takes an identity token by POST', async () => {
    await start({ mode: 'bearer', identityToken: 'refresh-me' });
    const post = (refresh: string) =>
      send('/token', undefined, {
        method: 'POST',
        body: new TextEncoder().encode(
          `grant_type=refresh_token&service=x&scope=repository:acme/app:pull&refresh_token=${refresh}`,
        ),
      });
    expect((await post('another')).status).toBe(401);
    const { access_token } = JSON.parse(new TextDecoder().decode((await post('refresh-me')).body)) as {
      access_token: string;
    };
    expect((await send(MANIFEST, `Bearer ${access_token}`)).status).toBe(200);
  });

  it('lets tokens run out', async () => {
    await start({ mode: 'bearer', username: 'ann', password: 'x', expiresIn: 0 });
    const stale = await token('repository:acme/app:pull', basic('ann:x'));
    expect((await send(MANIFEST, `Bearer ${stale}`)).status).toBe(401);
  });

  it('takes a ready token', async () => {
    await start({ mode: 'bearer', registryToken: 'ready' });
    expect((await send(MANIFEST, 'Bearer ready')).status).toBe(200);
  });
});
