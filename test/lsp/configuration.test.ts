import { describe, expect, it } from 'vitest';
import type { CompletionItem } from 'vscode-languageserver/node';
import { deployment, type Preset, useServer } from '../support/lsp/index.ts';

const server = useServer();
const manifest = deployment('nginx:1.27');

describe.each<Preset>(['vscode', 'neovim'])('.imageseal.yaml, with a client like %s', (preset) => {
  it('has diagnostics of its own', async () => {
    const client = await server.start({ preset });
    const text = 'rules:\n  unpined: error\ntrust:\n  - images: "**"\n    keys: [{ file: missing.pub }]\n';
    await client.open('.imageseal.yaml', text);
    const diagnostics = await client.diagnostics('.imageseal.yaml');
    expect(diagnostics).toMatchObject([
      { message: expect.stringContaining('did you mean "unpinned"'), severity: 1, source: 'imageseal' },
      { message: expect.stringContaining('There is no file "missing.pub"') },
    ]);
    expect(diagnostics.map(({ range }) => range)).toEqual([
      client.rangeOf('.imageseal.yaml', 'unpined'),
      client.rangeOf('.imageseal.yaml', 'missing.pub'),
    ]);
    await client.change('.imageseal.yaml', 'unpined', 'unpinned');
    expect(await client.diagnostics('.imageseal.yaml')).toHaveLength(1);
  });

  it('looks into what it trusts, at the place of the mistake', async () => {
    const text = [
      'trust:',
      '  - images: ghcr.io/acme/app',
      '    keys: [{ file: ca.crt }, { file: "k8s://ns/secret" }]',
      '    trustedRoot: root.json',
      '    identities:',
      '      - repository: https://github.com/acme/app',
      '      - issuer: https://issuer.acme.example',
      '        subjectRegExp: acme\\.example',
      '',
    ].join('\n');
    const files = { 'ca.crt': '-----BEGIN CERTIFICATE-----\n', 'root.json': '[]', '.imageseal.yaml': text };
    const client = await server.start({ preset, files });
    await client.open('.imageseal.yaml');
    const diagnostics = await client.settled('.imageseal.yaml');
    expect(diagnostics).toMatchObject([
      { severity: 1, message: expect.stringContaining('ca.crt is a certificate') },
      { severity: 2, message: expect.stringContaining('cosign public-key --key k8s://ns/secret') },
      { severity: 1, message: expect.stringContaining('root.json is no trusted root') },
      { severity: 3, message: expect.stringContaining('add "ref"') },
      { severity: 2, message: expect.stringContaining('Write ^acme\\.example$ instead.') },
    ]);
    expect(diagnostics.map(({ range }) => range)).toEqual(
      ['ca.crt', '"k8s://ns/secret"', 'root.json', 'https://github.com/acme/app', 'acme\\.example'].map(
        (marked) => client.rangeOf('.imageseal.yaml', marked),
      ),
    );
    await client.change('.imageseal.yaml', 'acme\\.example', '^(acme');
    expect((await client.settled('.imageseal.yaml')).at(-1)).toMatchObject({
      severity: 1,
      message: expect.stringContaining('is no RE2 expression'),
    });
  });

  it('completes keys and values and explains them', async () => {
    const client = await server.start({ preset });
    await client.open('.imageseal.yaml', 'rules:\n  unsigned: \n  un\n');
    const complete = (line: number, character: number) =>
      client.connection.sendRequest<CompletionItem[]>('textDocument/completion', {
        textDocument: { uri: client.uri('.imageseal.yaml') },
        position: { line, character },
      });
    expect((await complete(1, 12)).map(({ label }) => label)).toContain('off');
    expect((await complete(2, 4)).map(({ label }) => label)).toContain('unpinned');
    expect(await client.hoverText('.imageseal.yaml', 'unsigned')).toContain('Values: error, warning');
  });

  it('counts from the moment it is saved', async () => {
    const files = { '.imageseal.yaml': 'rules: { unpinned: error }\n', 'deployment.yaml': manifest };
    const client = await server.start({ preset, initializationOptions: {}, files });
    await client.open('deployment.yaml');
    await client.open('.imageseal.yaml');
    expect(await client.diagnostics('deployment.yaml')).toMatchObject([{ severity: 1 }]);
    await client.change('.imageseal.yaml', 'error', 'hint');
    expect(await client.diagnostics('deployment.yaml')).toMatchObject([{ severity: 1 }]);
    await client.save('.imageseal.yaml');
    await client.until(async () => (await client.diagnostics('deployment.yaml'))[0]?.severity === 4);
  });
});

describe('several workspace folders', () => {
  it('each have their own configuration, the innermost first', async () => {
    const client = await server.start({
      initializationOptions: {},
      folders: ['a', 'b', 'b/inner'],
      files: {
        '.imageseal.yaml': 'rules: { unpinned: error }\n',
        'a/.imageseal.yaml': 'rules: { unpinned: information }\n',
        'a/deployment.yaml': manifest,
        'b/deployment.yaml': manifest,
        'b/.imageseal.yaml': 'ignore: ["*"]\n',
        'b/inner/deployment.yaml': manifest,
      },
    });
    for (const path of ['a/deployment.yaml', 'b/deployment.yaml', 'b/inner/deployment.yaml']) {
      await client.open(path);
    }
    expect(await client.diagnostics('a/deployment.yaml')).toMatchObject([{ severity: 3 }]);
    expect(await client.diagnostics('b/deployment.yaml')).toEqual([]);
    expect(await client.diagnostics('b/inner/deployment.yaml')).toMatchObject([{ severity: 2 }]);
  });

  it('come and go', async () => {
    const client = await server.start({
      initializationOptions: {},
      folders: ['a'],
      files: { '.imageseal.yaml': 'rules: { unpinned: error }\n', 'b/c/deployment.yaml': manifest },
    });
    const folder = { uri: client.uri(''), name: 'all' };
    await client.open('b/c/deployment.yaml');
    expect(await client.diagnostics('b/c/deployment.yaml')).toMatchObject([{ severity: 2 }]);
    const change = (event: object) =>
      client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
    await change({ added: [folder], removed: [] });
    await client.until(async () => (await client.diagnostics('b/c/deployment.yaml'))[0]?.severity === 1);
    await change({ added: [], removed: [folder] });
    await client.until(async () => (await client.diagnostics('b/c/deployment.yaml'))[0]?.severity === 2);
  });
});

describe('settings', () => {
  it('are asked for each folder and are stronger than the file', async () => {
    const client = await server.start({
      initializationOptions: {},
      folders: ['a', 'b'],
      files: {
        'a/.imageseal.yaml': 'rules: { unpinned: error, latest-tag: hint }\n',
        'a/deployment.yaml': deployment('nginx:1.27', 'nginx'),
        'b/deployment.yaml': manifest,
      },
      settings: (scope) => (scope?.includes('/a') ? { rules: { unpinned: 'information' } } : null),
    });
    await client.open('a/deployment.yaml');
    await client.open('b/deployment.yaml');
    expect(await client.diagnostics('a/deployment.yaml')).toMatchObject([{ severity: 3 }, { severity: 4 }]);
    expect(await client.diagnostics('b/deployment.yaml')).toMatchObject([{ severity: 2 }]);
  });

  it.each([
    ['by initializationOptions', { settings: { rules: { unpinned: 'hint' } } }],
    ['below their section', { settings: { imageseal: { rules: { unpinned: 'hint' } } } }],
  ])('reach a client that answers null %s', async (_, initializationOptions) => {
    const client = await server.start({ preset: 'neovim', initializationOptions });
    await client.open('deployment.yaml', manifest);
    expect(await client.diagnostics('deployment.yaml')).toMatchObject([{ severity: 4 }]);
  });

  it('may be pushed by a client that answers nothing', async () => {
    const client = await server.start({ preset: 'minimal', initializationOptions: {} });
    await client.open('deployment.yaml', manifest);
    expect(await client.diagnostics('deployment.yaml')).toMatchObject([{ severity: 2 }]);
    await client.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { imageseal: { rules: { unpinned: 'off' } } },
    });
    await client.until(async () => (await client.diagnostics('deployment.yaml')).length === 0);
  });

  it('that are wrong are told, and the rest holds', async () => {
    const settings = { rules: { unpinned: 'loud', 'latest-tag': 'off' } };
    const client = await server.start({ initializationOptions: {}, settings: () => settings });
    await client.open('deployment.yaml', deployment('nginx:1.27', 'nginx'));
    expect(await client.settled('deployment.yaml')).toMatchObject([
      { code: 'unpinned' },
      { code: 'unpinned' },
    ]);
    expect(client.status).toMatchObject({
      health: 'warning',
      message: expect.stringContaining('rules.unpinned'),
    });
  });
});
