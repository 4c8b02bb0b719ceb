import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNodeHttp } from '../../../server/src/platform/node-http.ts';
import type { HttpResponse } from '../../../server/src/registry/ports.ts';
import { buildImage, type Registry, type ScriptedFault, startRegistry } from './index.ts';

const http = createNodeHttp({ userAgent: 'test', env: {} });
const image = buildImage();
let registry: Registry;
beforeEach(async () => {
  registry = await startRegistry();
  registry.push('localhost', 'acme/app', image, '1.0', '2.0');
});
afterEach(() => registry.close());

function get(path: string): Promise<HttpResponse> {
  const url = `${registry.url}/v2/acme/app/${path}`;
  return http({ url, method: 'GET', headers: {}, maxBytes: 1_000_000, timeoutMs: 500 });
}

const code = (path: string) =>
  get(path).then(
    (response) => response.status,
    (error: { code: string }) => error.code,
  );

describe('which requests a fault strikes', () => {
  const broken: ScriptedFault = {
    kind: 'status',
    status: 503,
    headers: { 'retry-after': '7' },
    body: 'busy',
  };

  it('by path, until it is removed', async () => {
    const remove = registry.setFault({ path: /manifests\/1/ }, broken);
    const response = await get('manifests/1.0');
    expect([
      response.status,
      response.headers['retry-after'],
      new TextDecoder().decode(response.body),
    ]).toEqual([503, '7', 'busy']);
    expect(await code('manifests/2.0')).toBe(200);
    remove();
    expect(await code('manifests/1.0')).toBe(200);
  });

  it('by method and host', async () => {
    registry.setFault({ method: 'HEAD' }, broken);
    registry.setFault({ host: 'other.localhost' }, broken);
    expect(await code('manifests/1.0')).toBe(200);
    registry.setFault({ host: registry.host }, broken);
    expect(await code('manifests/1.0')).toBe(503);
    registry.clearFaults();
    expect(await code('manifests/1.0')).toBe(200);
  });

  it('only the nth time, or only the first times', async () => {
    registry.setFault({ path: '1.0', nth: 2 }, broken);
    registry.setFault({ path: '2.0', times: 1 }, broken);
    const ones = [await code('manifests/1.0'), await code('manifests/1.0'), await code('manifests/1.0')];
    const twos = [await code('manifests/2.0'), await code('manifests/2.0')];
    expect([ones, twos]).toEqual([
      [200, 503, 200],
      [503, 200],
    ]);
  });
});

describe('what a fault does', () => {
  it.each<[string, ScriptedFault, unknown]>([
    ['hangs', { kind: 'hang' }, 'timeout'],
    ['resets', { kind: 'reset' }, 'reset'],
    ['breaks off', { kind: 'half-body' }, 'truncated'],
    ['never ends', { kind: 'endless-body' }, 'too-large'],
    ['comes later than the client waits', { kind: 'delay', ms: 5_000 }, 'timeout'],
  ])('%s', async (_name, fault, expected) => {
    registry.setFault({}, fault);
    expect(await code('manifests/1.0')).toBe(expected);
  });

  it('lies about digest, type and content', async () => {
    registry.setFault({}, { kind: 'digest-header', value: 'sha256:0' });
    registry.setFault({}, { kind: 'content-type', value: 'text/html' });
    registry.setFault({}, { kind: 'body', body: '<html>' });
    const response = await get('manifests/1.0');
    expect(response.headers).toMatchObject({
      'docker-content-digest': 'sha256:0',
      'content-type': 'text/html',
      'content-length': '6',
    });
    registry.clearFaults();
    registry.setFault({}, { kind: 'no-digest-header' });
    expect((await get('manifests/1.0')).headers['docker-content-digest']).toBeUndefined();
  });

  it('sends elsewhere', async () => {
    registry.setFault({}, { kind: 'redirect', location: 'http://elsewhere.localhost/', status: 302 });
    const response = await get('manifests/1.0');
    expect([response.status, response.headers.location]).toEqual([302, 'http://elsewhere.localhost/']);
  });
});

it('closes while a request hangs', async () => {
  registry.setFault({}, { kind: 'hang' });
  const hanging = code('manifests/1.0');
  await expect.poll(() => registry.requests.length).toBe(1);
  await registry.close();
  expect(await hanging).toBe('reset');
  registry = await startRegistry();
});
