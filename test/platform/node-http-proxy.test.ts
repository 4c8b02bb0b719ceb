import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createNodeHttp } from '../../server/src/platform/node-http.ts';
import { proxyEnvironment } from '../../server/src/platform/proxy-environment.ts';
import { HttpError, type HttpRequest } from '../../server/src/registry/ports.ts';

const tls = (name: string) => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8');

const open: { close(): void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  });
  return (server.address() as AddressInfo).port;
}

/** A server with the test certificate, of `registry.localhost` and `secure.example`. */
function secureServer(): Promise<number> {
  const server = createSecureServer(
    { key: tls('server.key'), cert: tls('server.pem') },
    (request, response) => {
      response.end(`secure ${request.headers.host}`);
    },
  );
  return listening(server);
}

/** A proxy for both forms; every tunnel ends at `target`. */
async function proxy(target = 0): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end('by proxy');
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    if (target === 0) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const far = connect(target, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      far.pipe(socket).pipe(far);
    });
    far.on('error', () => socket.destroy());
    socket.on('error', () => far.destroy());
  });
  return { url: `http://127.0.0.1:${await listening(server)}`, asked };
}

function request(url: string): HttpRequest {
  return { url, method: 'GET', headers: {}, maxBytes: 10_000, timeoutMs: 5_000 };
}

function client(env: Record<string, string>, extraCa?: string) {
  return createNodeHttp({ userAgent: 'test', env, ...(extraCa === undefined ? {} : { extraCa }) });
}

async function text(response: Promise<{ body: Uint8Array }>): Promise<string> {
  return new TextDecoder().decode((await response).body);
}

async function failure(response: Promise<unknown>): Promise<HttpError> {
  const error: unknown = await response.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(HttpError);
  return error as HttpError;
}

describe('certificates', () => {
  it('an unknown authority is a TLS fault', async () => {
    const port = await secureServer();
    expect((await failure(client({})(request(`https://registry.localhost:${port}/`)))).code).toBe('tls');
  });

  it('an authority that was handed in is trusted', async () => {
    const port = await secureServer();
    const answer = client({}, tls('ca.pem'))(request(`https://registry.localhost:${port}/`));
    expect(await text(answer)).toBe(`secure registry.localhost:${port}`);
  });

  it('SSL_CERT_FILE adds an authority', async () => {
    const port = await secureServer();
    const file = new URL('../fixtures/tls/ca.pem', import.meta.url).pathname;
    const answer = client({ SSL_CERT_FILE: file })(request(`https://registry.localhost:${port}/`));
    expect(await text(answer)).toContain('secure');
  });

  it('an SSL_CERT_FILE that is missing is said and does not stop anything', async () => {
    const warnings: string[] = [];
    const quiet = () => {};
    const logger = {
      debug: quiet,
      info: quiet,
      error: quiet,
      warn: (message: string) => warnings.push(message),
    };
    const http = createNodeHttp({ userAgent: 'test', env: { SSL_CERT_FILE: '/nowhere/ca.pem' }, logger });
    const port = await secureServer();
    expect((await failure(http(request(`https://registry.localhost:${port}/`)))).code).toBe('tls');
    expect(warnings).toEqual([expect.stringMatching(/^SSL_CERT_FILE is not used: .*\/nowhere\/ca\.pem/)]);
  });

  it('a certificate of another name is a TLS fault', async () => {
    const port = await secureServer();
    const answer = client({}, tls('ca.pem'))(request(`https://other.localhost:${port}/`));
    expect((await failure(answer)).code).toBe('tls');
  });

  it('plain HTTP on the other side is a TLS fault', async () => {
    const { url } = await proxy();
    expect((await failure(client({})(request(url.replace('http:', 'https:'))))).code).toBe('tls');
  });
});

describe('proxies', () => {
  it('plain requests go to HTTP_PROXY', async () => {
    const { url, asked } = await proxy();
    expect(await text(client({ HTTP_PROXY: url })(request('http://registry.example/v2/')))).toBe('by proxy');
    expect(asked).toEqual(['GET http://registry.example/v2/']);
  });

  it('secure requests are tunnelled through HTTPS_PROXY and the certificate is checked at the far end', async () => {
    const { url, asked } = await proxy(await secureServer());
    const env = { HTTPS_PROXY: url };
    const answer = await text(client(env, tls('ca.pem'))(request('https://secure.example/v2/')));
    expect(answer).toBe('secure secure.example');
    expect(asked).toEqual(['CONNECT secure.example:443']);
    expect((await failure(client(env)(request('https://secure.example/v2/')))).code).toBe('tls');
  });

  it('loopback never goes to a proxy', async () => {
    const { url, asked } = await proxy();
    const { url: target } = await proxy();
    await client({ HTTP_PROXY: url })(request(target));
    await client({ HTTP_PROXY: url })(request(target.replace('127.0.0.1', 'registry.localhost')));
    expect(asked).toEqual([]);
  });

  it('NO_PROXY connects directly, to checked addresses', async () => {
    const { url, asked } = await proxy();
    const http = createNodeHttp({
      userAgent: 'test',
      env: { HTTP_PROXY: url, NO_PROXY: '.corp.example' },
      resolve: (_host, _options, callback) => callback(null, [{ address: '169.254.169.254', family: 4 }]),
    });
    expect((await failure(http(request('http://registry.corp.example/v2/')))).code).toBe('blocked-address');
    expect(asked).toEqual([]);
  });

  it('a proxy that refuses the tunnel is a network fault, not the registry’s answer', async () => {
    const { url } = await proxy();
    expect((await failure(client({ HTTPS_PROXY: url })(request('https://secure.example/')))).code).toBe(
      'network',
    );
  });

  it('a proxy variable without sense stops the request instead of passing the proxy by', async () => {
    const error = await failure(
      client({ HTTP_PROXY: 'socks5://user:secret@127.0.0.1:1' })(request('http://a.example/')),
    );
    expect(error.code).toBe('network');
    expect(error.message).toBe(
      'HTTP_PROXY is not the address of an HTTP proxy: write http://host:port or unset it',
    );
  });
});

describe('the proxy environment', () => {
  it.each([
    [{}, undefined],
    [{ NO_PROXY: '*' }, undefined],
    [{ HTTP_PROXY: 'proxy.corp:3128' }, { HTTP_PROXY: 'http://proxy.corp:3128' }],
    [{ http_proxy: 'http://small', HTTP_PROXY: 'http://big' }, { HTTP_PROXY: 'http://small' }],
    [
      { https_proxy: 'http://p:1', no_proxy: 'a,b' },
      { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a,b' },
    ],
    [{ HTTPS_PROXY: '' }, undefined],
  ])('%o gives %o', (env, expected) => {
    expect(proxyEnvironment(env)).toEqual(expected);
  });
});
