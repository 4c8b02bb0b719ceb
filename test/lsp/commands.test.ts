import { describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import type { CheckWorkspaceResult, PinResult } from '../../server/src/lsp/protocol.ts';
import { deployment, type LspClient, type Preset, useServer } from '../support/lsp/index.ts';
import { buildImage } from '../support/registry/index.ts';

const server = useServer();
const image = buildImage();

function app(tag: string): string {
  return `${server.registry.host}/acme/app:${tag}`;
}

function progressOf(client: LspClient): { kind: string; message?: string; percentage?: number }[] {
  return client.received
    .filter(({ method }) => method === '$/progress')
    .map(({ params }) => (params as { value: { kind: string } }).value);
}

describe.each<Preset>(['vscode', 'neovim', 'minimal'])('imageseal/pin, with a client like %s', (preset) => {
  it('pins a file, saying what it could not', async () => {
    server.registry.push('localhost', 'acme/app', image, '1.0');
    const client = await server.start({ preset });
    await client.open('deployment.yaml', deployment(app('1.0'), app('9.9'), 'ghcr.io/$(owner)/app'));
    const result = await client.connection.sendRequest<PinResult>('imageseal/pin', {
      uri: client.uri('deployment.yaml'),
      workDoneToken: 'pin-1',
    });
    expect(result).toMatchObject({
      pinned: 1,
      skipped: [{ image: app('9.9'), reason: 'Unknown: the registry has no such image.' }],
    });
    await client.apply(result.edit as never);
    expect(client.text('deployment.yaml')).toContain(`${app('1.0')}@${image.digest}\n`);
    expect(progressOf(client).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['begin', 'report', 'end']),
    );
  });
});

describe('imageseal/pin', () => {
  it('pins the workspace: open files with their version, others on disk, ignored ones not', async () => {
    server.registry.push('localhost', 'acme/app', image, '1.0', '2.0');
    const client = await server.start({
      files: {
        '.gitignore': 'build/\n',
        '.imageseal.yaml': 'ignore: ["docs/"]\n',
        'a.yaml': deployment(app('1.0')),
        'b/c.yaml': `# \u00e9\r\n${deployment(app('2.0')).replaceAll('\n', '\r\n')}`,
        'bom.yaml': `\ufeff${deployment(app('1.0'))}`,
        'docs/d.yaml': deployment(app('1.0')),
        'build/e.yaml': deployment(app('1.0')),
        'suppressed.yaml': `# imageseal-ignore-document unpinned\n${deployment(app('1.0'))}`,
      },
    });
    await client.open('a.yaml');
    await client.change('a.yaml', 'name: web', 'name: changed');
    const result = await client.connection.sendRequest<PinResult>('imageseal/pin', {});
    expect(result).toMatchObject({ pinned: 3, skipped: [] });
    const { documentChanges } = result.edit as {
      documentChanges: { textDocument: { uri: string; version: number | null } }[];
    };
    expect(documentChanges.map(({ textDocument }) => textDocument)).toEqual([
      { uri: client.uri('a.yaml'), version: 2 },
      { uri: client.uri('b/c.yaml'), version: null },
      { uri: client.uri('bom.yaml'), version: null },
    ]);
    await client.apply(result.edit as never);
    expect(client.text('a.yaml')).toContain(`name: changed`);
    expect(client.text('a.yaml')).toContain(`${app('1.0')}@${image.digest}\n`);
    expect(client.read('b/c.yaml')).toContain(`${app('2.0')}@${image.digest}\r\n`);
    expect(client.read('docs/d.yaml')).not.toContain('@sha256');
  });

  it('ends when it is cancelled', async () => {
    server.registry.setFault({}, { kind: 'hang' });
    const client = await server.start({ files: { 'a.yaml': deployment(app('1.0')) } });
    const cancellation = new CancellationTokenSource();
    const pinning = client.connection.sendRequest('imageseal/pin', { workDoneToken: 1 }, cancellation.token);
    await client.until(() => server.registry.requests.length > 0);
    cancellation.cancel();
    await expect(pinning).rejects.toThrow('cancelled');

    const again = client.connection.sendRequest<PinResult>('imageseal/pin', { workDoneToken: 2 });
    await client.until(() => server.registry.requests.length > 1);
    await client.connection.sendNotification('window/workDoneProgress/cancel', { token: 2 });
    expect(await again).toMatchObject({ pinned: 0, skipped: [{ image: app('1.0') }] });
    expect(progressOf(client).at(-1)).toEqual({ kind: 'end' });
  });

  it('says why when nothing may be looked up', async () => {
    const client = await server.start({ initializationOptions: { trusted: true, offline: true } });
    await client.open('a.yaml', deployment(app('1.0')));
    const result = await client.connection.sendRequest('imageseal/pin', { uri: client.uri('a.yaml') });
    expect(result).toMatchObject({
      pinned: 0,
      skipped: [{ reason: expect.stringMatching(/^Not checked:/) }],
    });
    expect(server.registry.connections).toBe(0);
  });
});

describe.each<Preset>(['vscode', 'neovim'])('imageseal/checkWorkspace, with a client like %s', (preset) => {
  it('shows the findings of files that are not open, each once', async () => {
    server.registry.push('localhost', 'acme/app', image, '1.0');
    const client = await server.start({
      preset,
      files: {
        'a.yaml': deployment(app('1.0')),
        'b.yaml': deployment('nginx@sha256:x', `${app('1.0')}@${image.digest}`),
        'c.yaml': 'not: a manifest\n',
      },
      settings: () => ({ rules: { unsigned: 'information' } }),
    });
    await client.open('a.yaml');
    const result = await client.connection.sendRequest<CheckWorkspaceResult>('imageseal/checkWorkspace', {
      workDoneToken: 'check',
    });
    expect(result).toEqual({ files: 3, images: 3, findings: 4, unknown: 0 });
    await client.settled('a.yaml');
    const codes = async (path: string) => (await client.shown(path)).map(({ code }) => code).sort();
    const expectedA = ['unpinned', 'unsigned'];
    expect([...new Set(await codes('a.yaml'))]).toEqual(expectedA);
    expect(await codes('b.yaml')).toEqual(['invalid-reference', 'unsigned']);

    // Opened, a file has diagnostics of its own; closed again, it is shown as before.
    await client.open('b.yaml');
    await client.settled('b.yaml');
    if (client.pulls) expect(client.pushed('b.yaml')?.diagnostics).toEqual([]);
    expect((await client.diagnostics('b.yaml')).map(({ code }) => code).sort()).toEqual([
      'invalid-reference',
      'unsigned',
    ]);
    await client.close('b.yaml');
    await client.until(() => client.pushed('b.yaml')?.diagnostics.length === 2);

    // A file that changes on disk is looked at again.
    client.write('b.yaml', deployment(`${app('1.0')}@${image.digest}`));
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: client.uri('b.yaml'), type: 2 }],
    });
    await client.until(() => client.pushed('b.yaml')?.diagnostics.length === 1);
  });
});

describe('imageseal/clearCache', () => {
  it('forgets what was known, so that it is looked up again', async () => {
    server.registry.push('localhost', 'acme/app', image, '1.0');
    const client = await server.start();
    await client.open('a.yaml', deployment(app('1.0')));
    await client.settled('a.yaml');
    server.registry.log.clear();
    await client.save('a.yaml');
    await client.settled('a.yaml');
    expect(server.registry.requests).toHaveLength(0);
    await client.connection.sendNotification('imageseal/clearCache', {});
    await client.until(() => server.registry.requests.length > 0);
    await client.quiet();
    expect((await client.diagnostics('a.yaml')).map(({ code }) => code).sort()).toEqual([
      'unpinned',
      'unsigned',
    ]);
  });
});
