import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpBridge, type Fetch, httpErrorCode } from '../../client/src/http-bridge.ts';
import type { HttpFetchParams } from '../../server/src/lsp/protocol.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function bridge(options: { fetch?: Fetch; refusal?: string; lines?: string[] } = {}) {
  return createHttpBridge({
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    refusal: () => options.refusal,
    log: (line) => options.lines?.push(line),
  });
}

function get(url: string, more: Partial<HttpFetchParams> = {}): HttpFetchParams {
  return { url, method: 'GET', headers: {}, maxBytes: 1_000, timeoutMs: 5_000, ...more };
}

const never = new AbortController().signal;

describe('a response', () => {
  it('comes back with its status, lower-case headers and the body as base64', async () => {
    const base = await serve((_request, response) => {
      response.writeHead(200, { 'Docker-Content-Digest': 'sha256:abc', 'Set-Cookie': 'a=b' });
      response.end('{"schemaVersion":2}');
    });
    const result = await bridge()(get(`${base}/v2/app/manifests/1`), never);
    expect(result).toMatchObject({ status: 200, headers: { 'docker-content-digest': 'sha256:abc' } });
    expect(result).not.toHaveProperty('headers.set-cookie');
    expect('body' in result && Buffer.from(result.body, 'base64').toString()).toBe('{"schemaVersion":2}');
  });

  it('may be a redirect, which is handed back and not followed', async () => {
    const seen: string[] = [];
    const base = await serve((request, response) => {
      seen.push(request.url ?? '');
      response.writeHead(307, { Location: '/elsewhere' }).end();
    });
    const result = await bridge()(get(`${base}/v2/app/blobs/x`), never);
    expect(result).toMatchObject({ status: 307, headers: { location: '/elsewhere' } });
    expect(seen).toEqual(['/v2/app/blobs/x']);
  });

  it('answers what was sent: method, headers, and the decoded body', async () => {
    const base = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => response.end(`${request.method} ${request.headers.authorization} ${body}`));
    });
    const body = Buffer.from('a=1').toString('base64');
    const params = get(base, { method: 'POST', headers: { Authorization: 'Bearer t' }, body });
    const result = await bridge()(params, never);
    expect('body' in result && Buffer.from(result.body, 'base64').toString()).toBe('POST Bearer t a=1');
  });
});

describe('limits', () => {
  it('ends an endless body as soon as it is longer than allowed', async () => {
    let written = 0;
    const base = await serve((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) written += 65_536;
      };
      response.on('drain', more);
      more();
    });
    expect(await bridge()(get(base, { maxBytes: 100_000 }), never)).toMatchObject({
      error: { code: 'too-large' },
    });
    expect(written).toBeLessThan(50_000_000);
  });

  it('does not read a body that declares itself too long', async () => {
    const base = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Length': '5000' });
      response.write('x');
    });
    expect(await bridge()(get(base), never)).toMatchObject({ error: { code: 'too-large' } });
  });

  it('takes a HEAD whose answer names a length beyond the limit', async () => {
    const base = await serve((_request, response) =>
      response.writeHead(200, { 'Content-Length': '5000' }).end(),
    );
    expect(await bridge()(get(base, { method: 'HEAD' }), never)).toMatchObject({ status: 200, body: '' });
  });

  it('ends an exchange that takes too long, headers or not', async () => {
    const silent = await serve(() => undefined);
    expect(await bridge()(get(silent, { timeoutMs: 50 }), never)).toMatchObject({
      error: { code: 'timeout' },
    });
    server?.closeAllConnections();
    const stalling = await serve((_request, response) => {
      response.writeHead(200);
      response.write('half');
    });
    expect(await bridge()(get(stalling, { timeoutMs: 50 }), never)).toMatchObject({
      error: { code: 'timeout' },
    });
  });

  it('ends when the server cancels', async () => {
    const base = await serve(() => undefined);
    const controller = new AbortController();
    const result = bridge()(get(base), controller.signal);
    controller.abort();
    expect(await result).toMatchObject({ error: { code: 'aborted' } });
  });
});

describe('without permission', () => {
  it('sends nothing in Restricted Mode', async () => {
    let calls = 0;
    const fetch: Fetch = async () => {
      calls += 1;
      return new Response('');
    };
    const result = await bridge({ fetch, refusal: 'not trusted' })(
      get('https://registry.example/v2/'),
      never,
    );
    expect(result).toEqual({ error: { code: 'aborted', message: 'not trusted' } });
    expect(calls).toBe(0);
  });

  it.each(['file:///etc/passwd', 'data:text/plain,x', 'ftp://registry.example/', 'registry.example'])(
    'fetches no %s',
    async (url) => {
      let calls = 0;
      const fetch: Fetch = async () => {
        calls += 1;
        return new Response('');
      };
      expect(await bridge({ fetch })(get(url), never)).toMatchObject({ error: { code: 'network' } });
      expect(calls).toBe(0);
    },
  );

  it('asks the editor for no cookies, no cache and no redirects', async () => {
    let seen: RequestInit | undefined;
    const fetch: Fetch = async (_url, init) => {
      seen = init;
      return new Response('');
    };
    await bridge({ fetch })(get('https://registry.example/v2/'), never);
    expect(seen).toMatchObject({ redirect: 'manual', credentials: 'omit', cache: 'no-store' });
  });
});

describe('the log', () => {
  it('names method, address and outcome, but neither query nor headers', async () => {
    const base = await serve((_request, response) => response.writeHead(401).end());
    const lines: string[] = [];
    const params = get(`${base}/token?account=me&secret=s3cret`, {
      headers: { Authorization: 'Basic c2VjcmV0' },
    });
    await bridge({ lines })(params, never);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/token 401 \d+ ms$/);
  });
});

describe('failures', () => {
  it('tells a connection that is refused from one that breaks off', async () => {
    const base = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('half a body', () => response.destroy());
    });
    expect(await bridge()(get(base), never)).toMatchObject({ error: { code: 'truncated' } });
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
    expect(await bridge()(get(base), never)).toMatchObject({ error: { code: 'refused' } });
  });

  const nodeError = (code: string) =>
    Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(code), { code }) });

  it.each([
    [nodeError('ENOTFOUND'), 'dns'],
    [nodeError('EAI_AGAIN'), 'dns'],
    [nodeError('ECONNREFUSED'), 'refused'],
    [nodeError('ECONNRESET'), 'reset'],
    [nodeError('UND_ERR_SOCKET'), 'reset'],
    [nodeError('UND_ERR_CONNECT_TIMEOUT'), 'timeout'],
    [nodeError('DEPTH_ZERO_SELF_SIGNED_CERT'), 'tls'],
    [nodeError('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'tls'],
    [nodeError('ERR_TLS_CERT_ALTNAME_INVALID'), 'tls'],
    [new Error('net::ERR_NAME_NOT_RESOLVED'), 'dns'],
    [new Error('net::ERR_CERT_AUTHORITY_INVALID'), 'tls'],
    [new Error('net::ERR_CONNECTION_TIMED_OUT'), 'timeout'],
    [new Error('net::ERR_TUNNEL_CONNECTION_FAILED'), 'network'],
    ['not an error', 'network'],
  ] as const)('%s is "%s"', (error, code) => {
    expect(httpErrorCode(error, false)).toBe(code);
  });

  it('looks behind an error that stands for several addresses', () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const error = Object.assign(new TypeError('fetch failed'), { cause: new AggregateError([refused]) });
    expect(httpErrorCode(error, false)).toBe('refused');
  });

  it('calls a connection that is lost within the body truncated', () => {
    expect(httpErrorCode(nodeError('ECONNRESET'), true)).toBe('truncated');
  });
});
