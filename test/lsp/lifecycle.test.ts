import { fork, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-languageserver/node';
import type { HttpFetchParams } from '../../server/src/lsp/protocol.ts';
import { deployment, LspClient, repository, serverBundle, useServer } from '../support/lsp/index.ts';
import { buildImage } from '../support/registry/index.ts';

const server = useServer();

describe('the life of the server', () => {
  it('ends with 0 after shutdown and with 1 without it', async () => {
    const orderly = await server.start();
    await orderly.connection.sendRequest('shutdown');
    await orderly.connection.sendNotification('exit');
    expect(await orderly.exited).toBe(0);

    const abrupt = new LspClient(await serverBundle(), {});
    await abrupt.initialize();
    await abrupt.connection.sendNotification('exit');
    expect(await abrupt.exited).toBe(1);
    abrupt.dispose();
  });

  it('ends when its standard input is closed', async () => {
    const client = new LspClient(await serverBundle(), {});
    await client.initialize();
    client.process.stdin!.end();
    expect(await client.exited).toBe(1);
    client.dispose();
  });

  it('ends when its parent is gone', async () => {
    const parent = spawn('sleep', ['60']);
    const client = new LspClient(await serverBundle(), { processId: parent.pid! });
    await client.initialize();
    parent.kill('SIGKILL');
    expect(await client.exited).toBe(1);
    client.dispose();
  });

  it('answers nothing before it is initialized, and is initialized once', async () => {
    const client = new LspClient(await serverBundle(), {});
    await expect(client.hover('a.yaml', { line: 0, character: 0 })).rejects.toMatchObject({ code: -32002 });
    await client.initialize();
    await expect(client.initialize()).rejects.toMatchObject({ code: -32600 });
    expect(await client.hover('a.yaml', { line: 0, character: 0 })).toBeNull();
    await client.stop();
  });

  it('what is asked after shutdown is refused', async () => {
    const client = await server.start();
    await client.open('a.yaml', deployment('nginx'));
    await client.connection.sendRequest('shutdown');
    await expect(client.hover('a.yaml', 'nginx')).rejects.toMatchObject({ code: -32600 });
    await client.connection.sendNotification('exit');
    expect(await client.exited).toBe(0);
  });

  it('survives requests that make no sense', async () => {
    const client = await server.start({ initializationOptions: {} });
    await client.open('a.yaml', deployment('nginx:1'));
    const { connection } = client;
    const uri = client.uri('a.yaml');
    expect(await connection.sendRequest('textDocument/hover', {})).toBeNull();
    expect(
      await connection.sendRequest('textDocument/hover', { textDocument: { uri: 7 }, position: null }),
    ).toBeNull();
    expect(await connection.sendRequest('textDocument/codeAction', { textDocument: { uri } })).toEqual([]);
    expect(await connection.sendRequest('imageseal/pin', { uri: 'file:///../%00' })).toMatchObject({
      pinned: 0,
    });
    await expect(connection.sendRequest('no/such/method', {})).rejects.toMatchObject({ code: -32601 });
    await connection.sendNotification('textDocument/didChange', { textDocument: { uri: 'x:y', version: 1 } });
    await connection.sendNotification('textDocument/didOpen', {});
    await connection.sendNotification('workspace/didChangeWatchedFiles', { changes: null });
    await client.hover('a.yaml', { line: 1e9, character: -5 });
    expect(await client.diagnostics('a.yaml')).toMatchObject([{ code: 'unpinned' }]);
    await client.until(() => client.status?.health === 'warning');
  });

  it('takes a client that says nothing about itself and no folder', async () => {
    const client = new LspClient(await serverBundle(), { preset: 'minimal' });
    const result = await client.connection.sendRequest<object>('initialize', {
      processId: null,
      rootUri: null,
      capabilities: {},
    });
    expect(result).toMatchObject({
      serverInfo: { name: 'ImageSeal' },
      capabilities: { hoverProvider: true },
    });
    expect(result).not.toHaveProperty('capabilities.diagnosticProvider');
    expect(result).not.toHaveProperty('capabilities.codeActionProvider');
    await client.connection.sendNotification('initialized', {});
    await client.open('a.yaml', deployment('nginx:1'));
    expect(await client.diagnostics('a.yaml')).toMatchObject([{ code: 'unpinned' }]);
    await client.stop();
  });
});

describe('the transports', () => {
  it('take Node\u2019s own channel, as VS Code uses it, and standard input without being told', async () => {
    const bundle = await serverBundle();
    const params = { processId: process.pid, rootUri: null, capabilities: {} };
    const child = fork(bundle, ['--node-ipc'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    connection.listen();
    expect(await connection.sendRequest('initialize', params)).toMatchObject({
      serverInfo: { name: 'ImageSeal' },
    });
    await connection.sendRequest('shutdown');
    const exited = new Promise((resolve) => child.once('exit', resolve));
    await connection.sendNotification('exit');
    expect(await exited).toBe(0);
    connection.dispose();

    const plain = spawnSync(process.execPath, [bundle], { input: '' });
    expect(plain.status).toBe(1);
    expect(plain.stderr.toString()).toBe('');
  });
});

describe('translations', () => {
  it.each([
    ['the locale and the bundle that comes with the server', { locale: 'ko-KR' }, {}],
    ['a bundle that the client names', {}, { l10nBundle: join(repository, 'l10n', 'bundle.l10n.ko.json') }],
  ])('are taken from %s', async (_, options, initializationOptions) => {
    const client = await server.start({ ...options, initializationOptions });
    await client.open('a.yaml', deployment('nginx:1'));
    const [finding] = await client.diagnostics('a.yaml');
    expect(finding?.message).toMatch(/nginx:1.*[가-힣]/);
  });

  it('that cannot be read leave English', async () => {
    const client = await server.start({ initializationOptions: { l10nBundle: '/no/such/bundle.json' } });
    await client.open('a.yaml', deployment('nginx:1'));
    expect((await client.diagnostics('a.yaml'))[0]?.message).toContain('not pinned');
    await client.until(() => client.received.some(({ method }) => method === 'window/logMessage'));
  });
});

describe('the network', () => {
  it('is the client\u2019s for everything but loopback', async () => {
    const image = buildImage();
    server.registry.push('localhost', 'acme/app', image, '1.0');
    const asked: HttpFetchParams[] = [];
    const client = await server.start({
      initializationOptions: { trusted: true, httpFetch: true },
      httpFetch: async (params) => {
        asked.push(params);
        return { error: { code: 'tls', message: 'self-signed certificate' } };
      },
    });
    const local = `${server.registry.host}/acme/app:1.0`;
    await client.open('a.yaml', deployment(local, 'registry.example.com/acme/app:1.0'));
    await client.settled('a.yaml');
    expect(new Set(asked.map(({ url }) => new URL(url).host))).toEqual(new Set(['registry.example.com']));
    expect(asked[0]).toMatchObject({
      method: 'HEAD',
      headers: { 'user-agent': expect.stringMatching(/^ImageSeal\//) },
    });
    expect(await client.hoverText('a.yaml', 'registry.example.com')).toContain(
      'no certificate this machine trusts',
    );
    expect(server.registry.requests.length).toBeGreaterThan(0);
  });

  it('without it the server connects by itself, and a name without an address is no more than unknown', async () => {
    const client = await server.start();
    await client.open('a.yaml', deployment('no-such-host.invalid/acme/app:1.0'));
    await client.settled('a.yaml');
    expect(await client.hoverText('a.yaml', 'no-such-host')).toContain('**Unknown:');
    expect(await client.diagnostics('a.yaml')).toMatchObject([{ code: 'unpinned' }]);
  });
});

describe('the cache', () => {
  it('survives a restart', async () => {
    server.registry.push('localhost', 'acme/app', buildImage(), '1.0');
    const cacheDirectory = mkdtempSync(join(tmpdir(), 'imageseal-cache-'));
    const text = deployment(`${server.registry.host}/acme/app:1.0`);
    for (const first of [true, false]) {
      const client = await server.start({ initializationOptions: { trusted: true, cacheDirectory } });
      await client.open('a.yaml', text);
      expect((await client.settled('a.yaml')).map(({ code }) => code).sort()).toEqual([
        'unpinned',
        'unsigned',
      ]);
      expect(server.registry.requests.length > 0).toBe(first);
      server.registry.log.clear();
      await client.connection.sendRequest('shutdown');
      await client.connection.sendNotification('exit');
      await client.exited;
    }
    const written = readdirSync(cacheDirectory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    expect(written.join('')).toContain('acme/app');
    rmSync(cacheDirectory, { recursive: true });
  });
});
