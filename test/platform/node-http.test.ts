import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNodeHttp } from '../../server/src/platform/node-http.ts';
import { HttpError, type HttpRequest } from '../../server/src/registry/ports.ts';
import { buildImage, type Registry, startRegistry } from '../support/registry/index.ts';

const image = buildImage();
let registry: Registry;

beforeEach(async () => {
  registry = await startRegistry();
  registry.push('localhost', 'acme/app', image, '1.0');
});
afterEach(() => registry.close());

const http = createNodeHttp({ userAgent: 'imageseal/test', env: {} });

function request(path: string, more: Partial<HttpRequest> = {}): HttpRequest {
  const url = path.startsWith('http') ? path : `${registry.url}${path}`;
  return { url, method: 'GET', headers: {}, maxBytes: 1_000_000, timeoutMs: 5_000, ...more };
}

async function failure(sent: HttpRequest, client = http): Promise<HttpError> {
  const error: unknown = await client(sent).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(HttpError);
  return error as HttpError;
}

const MANIFEST = '/v2/acme/app/manifests/1.0';

describe('an exchange', () => {
  it('gives status, lower-case headers and the whole body', async () => {
    const response = await http(request(MANIFEST));
    expect(response.status).toBe(200);
    expect(response.headers['docker-content-digest']).toBe(image.digest);
    expect(Buffer.from(response.body).equals(Buffer.from(image.bytes))).toBe(true);
  });

  it('gives HEAD the headers of a body that does not come', async () => {
    const response = await http(request(MANIFEST, { method: 'HEAD', maxBytes: 10 }));
    expect(response.status).toBe(200);
    expect(Number(response.headers['content-length'])).toBe(image.bytes.byteLength);
    expect(response.body.byteLength).toBe(0);
  });

  it('introduces itself and asks for no compression', async () => {
    await http(request('/v2/'));
    expect(registry.requests[0]?.headers).toMatchObject({
      'user-agent': 'imageseal/test',
      'accept-encoding': 'identity',
    });
  });

  it('sends a body', async () => {
    const path = `/v2/acme/app/blobs/uploads/?digest=sha256:${'0'.repeat(64)}`;
    const response = await http(request(path, { method: 'POST', body: new TextEncoder().encode('hello') }));
    expect(response.status).toBe(400);
    expect(registry.requests[0]?.headers['content-length']).toBe('5');
  });

  it('follows no redirect', async () => {
    registry.setFault({ path: MANIFEST }, { kind: 'redirect', location: 'http://elsewhere.localhost/' });
    const response = await http(request(MANIFEST));
    expect([response.status, response.headers.location]).toEqual([307, 'http://elsewhere.localhost/']);
    expect(registry.requests).toHaveLength(1);
  });

  it('keeps the connection for the next request', async () => {
    for (let i = 0; i < 5; i += 1) await http(request(MANIFEST));
    expect(registry.connections).toBe(1);
  });

  it('asks once more when a kept connection turns out to be closed', async () => {
    await http(request(MANIFEST));
    registry.setFault({ path: MANIFEST, nth: 1 }, { kind: 'reset' });
    expect((await http(request(MANIFEST))).status).toBe(200);
    expect(registry.requests).toHaveLength(3);
  });

  it('never sends a push twice', async () => {
    await http(request(MANIFEST));
    registry.setFault({ method: 'POST' }, { kind: 'reset' });
    expect((await failure(request('/v2/acme/app/blobs/uploads/', { method: 'POST' }))).code).toBe('reset');
    expect(registry.requests).toHaveLength(2);
  });
});

describe('what goes wrong', () => {
  it('refused', async () => {
    const gone = await startRegistry();
    const url = `${gone.url}/v2/`;
    await gone.close();
    expect((await failure(request(url))).code).toBe('refused');
  });

  it('reset', async () => {
    registry.setFault({}, { kind: 'reset' });
    expect((await failure(request(MANIFEST))).code).toBe('reset');
  });

  it('a name that does not exist', async () => {
    const client = createNodeHttp({
      userAgent: 'test',
      env: {},
      resolve: (_host, _options, callback) =>
        callback(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), []),
    });
    expect((await failure(request('http://registry.example/v2/'), client)).code).toBe('dns');
  });

  it('half a body', async () => {
    registry.setFault({}, { kind: 'half-body' });
    const error = await failure(request(MANIFEST));
    expect(error.code).toBe('truncated');
    expect(error.message).toContain(`after ${Math.floor(image.bytes.byteLength / 2)} bytes`);
  });

  it('a body without end, cut at the limit', async () => {
    registry.setFault({}, { kind: 'endless-body' });
    expect((await failure(request(MANIFEST, { maxBytes: 300_000 }))).code).toBe('too-large');
  });

  it('a body that is announced too large, before it is read', async () => {
    expect((await failure(request(MANIFEST, { maxBytes: 50 }))).code).toBe('too-large');
  });

  it('a server that says nothing', async () => {
    registry.setFault({}, { kind: 'hang' });
    const error = await failure(request(MANIFEST, { timeoutMs: 100 }));
    expect([error.code, error.message]).toEqual(['timeout', 'no complete answer within 0.1 s']);
  });

  it('a connection that does not come about', async () => {
    const client = createNodeHttp({ userAgent: 'test', env: {}, connectTimeoutMs: 100, resolve: () => {} });
    const error = await failure(request('http://registry.example/v2/'), client);
    expect([error.code, error.message]).toEqual(['timeout', 'no connection within 0.1 s']);
  });

  it('a body that trickles for longer than the whole exchange may take', async () => {
    const slow = createServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
      const timer = setInterval(() => socket.write('.'), 20);
      socket.on('close', () => clearInterval(timer)).on('error', () => {});
    });
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    const { port } = slow.address() as { port: number };
    expect((await failure(request(`http://127.0.0.1:${port}/`, { timeoutMs: 200 }))).code).toBe('timeout');
    slow.close();
  });

  it('cancelled before and while', async () => {
    const before = AbortSignal.abort();
    expect((await failure(request(MANIFEST, { signal: before }))).code).toBe('aborted');
    expect(registry.requests).toHaveLength(0);

    registry.setFault({}, { kind: 'hang' });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    expect((await failure(request(MANIFEST, { signal: controller.signal }))).code).toBe('aborted');
  });

  it('an answer that is not HTTP', async () => {
    const odd = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
    const { port } = odd.address() as { port: number };
    expect((await failure(request(`http://127.0.0.1:${port}/`))).code).toBe('network');
    odd.close();
  });
});

describe('which addresses are reached', () => {
  /** A resolver for any name; counts how often it was asked. */
  function resolving(...addresses: string[]) {
    const asked: string[] = [];
    const client = createNodeHttp({
      userAgent: 'test',
      env: {},
      resolve: (host, _options, callback) => {
        asked.push(host);
        callback(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        );
      },
    });
    return { client, asked };
  }

  it.each(['localhost', 'registry.localhost', 'a.b.LOCALHOST'])(
    '%s is loopback, without asking DNS',
    async (host) => {
      const { client, asked } = resolving('203.0.113.1');
      const response = await client(request(`http://${host}:${registry.port}/v2/`));
      expect(response.status).toBe(200);
      expect(asked).toEqual([]);
    },
  );

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://[fe80::1]/v2/',
    'http://0.0.0.0/v2/',
    'http://2852039166/latest/',
    'http://[::ffff:169.254.169.254]/',
  ])('%s is refused as it stands', async (url) => {
    expect((await failure(request(url))).code).toBe('blocked-address');
  });

  it('a literal address is refused even when a proxy would connect', async () => {
    const client = createNodeHttp({ userAgent: 'test', env: { HTTP_PROXY: registry.url } });
    expect((await failure(request('http://169.254.169.254/'), client)).code).toBe('blocked-address');
    expect(registry.connections).toBe(0);
  });

  it('a name that resolves to a refused address is refused, even beside a good one', async () => {
    const { client } = resolving('127.0.0.1', '169.254.169.254');
    const error = await failure(request(`http://registry.example:${registry.port}/v2/`), client);
    expect(error.code).toBe('blocked-address');
    expect(error.message).toContain('registry.example (169.254.169.254)');
    expect(registry.connections).toBe(0);
  });

  it('connects to the very address that was checked: one resolution a connection', async () => {
    const { client, asked } = resolving('127.0.0.1');
    const response = await client(request(`http://registry.example:${registry.port}/v2/`));
    expect(response.status).toBe(200);
    expect(asked).toEqual(['registry.example']);
  });

  describe('when a stranger names the host', () => {
    const elsewhere = { loopback: false } as const;

    it.each(['127.0.0.1', '::1', '127.8.9.10', '::ffff:127.0.0.1'])(
      'a name that resolves to this machine (%s) is refused',
      async (address) => {
        const { client } = resolving('203.0.113.1', address);
        const error = await failure(request(`http://pki.example:${registry.port}/v2/`, elsewhere), client);
        expect([error.code, error.message]).toEqual([
          'blocked-address',
          `pki.example (${address}) is an address that must not be reached from here`,
        ]);
        expect(registry.connections).toBe(0);
      },
    );

    it('a connection that was kept for somebody else is not used', async () => {
      const { client } = resolving('127.0.0.1');
      const url = `http://pki.example:${registry.port}/v2/`;
      expect((await client(request(url))).status).toBe(200);
      expect((await failure(request(url, elsewhere), client)).code).toBe('blocked-address');
      expect((await client(request(url))).status).toBe(200);
      expect([registry.connections, registry.requests.length]).toEqual([1, 2]);
    });

    it.each(['localhost', 'pki.localhost', '127.0.0.1', '[::1]'])(
      '%s is refused as it stands',
      async (host) => {
        const { client } = resolving('203.0.113.1');
        const url = `http://${host}:${registry.port}/v2/`;
        expect((await failure(request(url, elsewhere), client)).code).toBe('blocked-address');
        expect(registry.connections).toBe(0);
      },
    );

    it('a proxy on this machine is used', async () => {
      const client = createNodeHttp({ userAgent: 'test', env: { HTTP_PROXY: registry.url } });
      await client(request('http://pki.example/a.crl', elsewhere));
      expect(registry.connections).toBe(1);
    });
  });
});
