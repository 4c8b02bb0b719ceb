import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { deployment, type Preset, useServer } from '../support/lsp/index.ts';
import { buildImage } from '../support/registry/index.ts';

const file = 'deployment.yaml';
const server = useServer({
  hosts: { localhost: { auth: { mode: 'basic', username: 'user', password: 'secret' } } },
});

/** A credential helper that leaves a trace when it is run. */
const helpers = mkdtempSync(join(tmpdir(), 'imageseal-helper-'));
const trace = join(helpers, 'ran');
writeFileSync(
  join(helpers, 'docker-credential-trace'),
  `#!/bin/sh\necho ran > ${trace}\necho '{"Username":"user","Secret":"secret"}'\n`,
  { mode: 0o755 },
);
afterEach(() => rmSync(trace, { force: true }));
afterAll(() => rmSync(helpers, { recursive: true }));

async function startTraced(initializationOptions: object, preset: Preset = 'vscode') {
  server.registry.push('localhost', 'acme/app', buildImage(), '1.0');
  const client = await server.start({
    preset,
    initializationOptions,
    files: {
      '.home/.docker/config.json': JSON.stringify({ credHelpers: { [server.registry.host]: 'trace' } }),
      '.imageseal.yaml': 'trust:\n  - images: "**"\n    keys: [{ file: /etc/no-such.pub }]\n',
      [file]: deployment(`${server.registry.host}/acme/app:1.0`),
    },
    env: { PATH: `${helpers}:${process.env.PATH}` },
  });
  return client;
}

describe.each<Preset>(['vscode', 'neovim'])('Restricted Mode, with a client like %s', (preset) => {
  it('local rules alone: no connection, no credentials, no file that a configuration names', async () => {
    const client = await startTraced({ commands: true }, preset);
    await client.open(file);
    await client.open('.imageseal.yaml');
    expect((await client.settled(file)).map(({ code }) => code)).toEqual(['unpinned']);
    expect(await client.hoverText(file, 'localhost')).toContain('Restricted Mode');
    expect(await client.diagnostics('.imageseal.yaml')).toEqual([]);
    await client.save(file);
    await client.connection.sendRequest('imageseal/pin', { uri: client.uri(file) });
    await client.connection.sendRequest('imageseal/checkWorkspace', {});
    await client.quiet();
    expect(client.status?.mode).toBe('restricted');
    expect(server.registry.connections).toBe(0);
    expect(existsSync(trace)).toBe(false);
    expect(() => client.read('.home/cache/imageseal')).toThrow(/ENOENT/);
  });
});

describe('trust', () => {
  it('nothing is trusted by accident', async () => {
    const client = await startTraced({ trusted: 'true', offline: 'no' });
    await client.open(file);
    await client.settled(file);
    expect(client.status?.mode).toBe('restricted');
    expect(server.registry.connections).toBe(0);
  });

  it('once granted, open documents are looked up', async () => {
    const client = await startTraced({});
    await client.open(file);
    expect((await client.settled(file)).map(({ code }) => code)).toEqual(['unpinned']);
    await client.connection.sendNotification('imageseal/trustGranted', {});
    await client.until(() => server.registry.requests.length > 0);
    await client.settled(file);
    expect(client.status?.mode).toBe('online');
    expect(existsSync(trace)).toBe(true);
    expect((await client.diagnostics(file)).map(({ code }) => code)).toEqual(['unsigned', 'unpinned']);
  });
});

describe('offline', () => {
  it('makes no connection, by initialization option or by setting', async () => {
    for (const [options, settings] of [
      [{ trusted: true, offline: true }, {}],
      [{ trusted: true, settings: { offline: true } }, undefined],
      [{ trusted: true }, { offline: true }],
    ] as const) {
      const client = await server.start({
        initializationOptions: options,
        settings: () => settings,
        files: { [file]: deployment(`${server.registry.host}/acme/app:1.0`) },
      });
      await client.open(file);
      expect((await client.settled(file)).map(({ code }) => code)).toEqual(['unpinned']);
      expect(await client.hoverText(file, 'localhost')).toContain('offline');
      expect(client.status?.mode).toBe('offline');
    }
    expect(server.registry.connections).toBe(0);
  });

  it('ends when the setting is changed', async () => {
    const client = await server.start({ settings: () => ({ offline: true }) });
    await client.open(file, deployment(`${server.registry.host}/acme/app:1.0`));
    await client.settled(file);
    client.settings = () => ({ offline: false });
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.until(() => server.registry.requests.length > 0);
    await client.quiet();
    expect(client.status?.mode).toBe('online');
  });
});

describe('documents that are on no disk', () => {
  it('get local rules with the default configuration', async () => {
    const client = await server.start();
    const uri = 'vscode-vfs://github/acme/app/deployment.yaml';
    await client.open(uri, deployment(`${server.registry.host}/acme/app:1.0`));
    expect((await client.settled(uri)).map(({ code }) => code)).toEqual(['unpinned']);
    expect(server.registry.connections).toBe(0);
    const actions = await client.codeActions(uri, '1.0');
    expect(actions.map(({ title }) => title)).toEqual(['Ignore "unpinned" here']);
  });

  it('an unsaved document is looked up as any other', async () => {
    const client = await server.start();
    await client.open('untitled:Untitled-1', deployment(`${server.registry.host}/acme/app:1.0`));
    await client.settled('untitled:Untitled-1');
    expect(server.registry.connections).toBeGreaterThan(0);
  });
});
