import { describe, expect, it } from 'vitest';
import type { Credential } from '../../server/src/registry/ports.ts';
import { error, text } from './memory-registry.ts';
import { faultOf, setup } from './setup.ts';

const app = { registry: 'registry.example', repository: 'acme/app' };
const scan = { priority: 3 } as const;
const basic: Credential = { type: 'basic', username: 'ann', password: 'secret' };

/** A registry behind a login whose blobs are elsewhere. */
function redirecting(location: string, status = 307) {
  const made = setup({ credentials: { 'registry.example': basic } });
  const repository = made.registry.host('registry.example').repository('acme/app');
  const blob = repository.blob({ kept: 'elsewhere' });
  made.registry.intercept = (url, { headers }) => {
    if (url.host !== 'registry.example') {
      return { status: 200, headers: {}, body: repository.blobs.get(blob.digest) ?? new Uint8Array() };
    }
    return headers.authorization === undefined
      ? error(401, 'UNAUTHORIZED', { 'www-authenticate': 'Basic realm="x"' })
      : text(status, '', { location });
  };
  return { ...made, fetchBlob: () => made.client.blob(app, blob.digest, scan) };
}

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])(
    'of status %d are followed, and the login stays behind',
    async (status) => {
      const { fetchBlob, registry } = redirecting('https://storage.example/bucket/blob?signature=x', status);
      expect(await fetchBlob()).toBeInstanceOf(Uint8Array);
      expect(
        registry.requests.map(({ url, headers }) => [new URL(url).host, 'authorization' in headers]),
      ).toEqual([
        ['registry.example', false],
        ['registry.example', true],
        ['storage.example', false],
      ]);
    },
  );

  it.each([
    ['another port', 'https://registry.example:8443/blob'],
    ['a name that starts alike', 'https://registry.example.evil.example/blob'],
  ])('to %s leave the login behind too', async (_, location) => {
    const { fetchBlob, registry } = redirecting(location);
    await fetchBlob();
    expect(registry.requests.at(-1)?.headers).not.toHaveProperty('authorization');
  });

  it.each([
    'http://storage.example/blob',
    'http://registry.example/blob',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::ffff:169.254.169.254]/',
    'https://2852039166/',
    'https://0xa9fea9fe/',
    'https://metadata.google.internal/',
    'https://localhost:8080/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://user:secret@storage.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://',
  ])('to %s are refused', async (location) => {
    const { fetchBlob, registry } = redirecting(location);
    expect(await faultOf(fetchBlob())).toMatchObject({ code: 'redirect', host: 'registry.example' });
    expect(registry.log).toHaveLength(2);
  });

  it('without a Location are refused', async () => {
    const { client, registry } = setup();
    registry.intercept = () => text(307, '');
    expect((await faultOf(client.manifest(app, '1', scan))).code).toBe('redirect');
  });

  it('end after five hops', async () => {
    const { client, registry } = setup();
    let hop = 0;
    registry.intercept = () => text(307, '', { location: `/v2/hop/${++hop}` });
    expect((await faultOf(client.manifest(app, '1', scan))).code).toBe('redirect');
    expect(registry.log).toHaveLength(6);
  });

  it('inside a loopback registry may stay on this machine, in plain http', async () => {
    const { client, registry } = setup();
    const host = registry.host('registry.localhost:5000').repository('a');
    const blob = host.blob('x');
    registry.intercept = ({ pathname, host: asked }) =>
      asked === 'registry.localhost:5000' && !pathname.startsWith('/moved')
        ? text(302, '', { location: `http://127.0.0.1:9000/blob` })
        : { status: 200, headers: {}, body: host.blobs.get(blob.digest) ?? new Uint8Array() };
    const name = { registry: 'registry.localhost:5000', repository: 'a' };
    expect(await client.blob(name, blob.digest, scan)).toBeDefined();
  });

  it('to a host that wants a login get none, and no answer to its challenge', async () => {
    const { registry, client } = setup({ credentials: { 'registry.example': basic, 'evil.example': basic } });
    registry.intercept = ({ host }) =>
      host === 'registry.example'
        ? text(307, '', { location: 'https://evil.example/v2/x' })
        : error(401, 'UNAUTHORIZED', { 'www-authenticate': 'Basic realm="give"' });
    expect(await faultOf(client.manifest(app, '1', scan))).toMatchObject({
      code: 'forbidden',
      host: 'evil.example',
    });
    expect(registry.log).toHaveLength(2);
    expect(registry.requests.every(({ headers }) => !('authorization' in headers))).toBe(true);
  });

  it('cannot swap what was asked for', async () => {
    const { client, registry } = setup();
    registry.intercept = ({ host }) =>
      host === 'registry.example'
        ? text(307, '', { location: 'https://evil.example/blob' })
        : { status: 200, headers: {}, body: new TextEncoder().encode('evil') };
    expect((await faultOf(client.blob(app, `sha256:${'0'.repeat(64)}`, scan))).code).toBe('digest-mismatch');
  });
});
