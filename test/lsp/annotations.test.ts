import { describe, expect, it } from 'vitest';
import type { CodeLens, InlayHint } from 'vscode-languageserver/node';
import { deployment, type LspClient, useServer } from '../support/lsp/index.ts';
import { buildBundle, buildImage } from '../support/registry/index.ts';

const server = useServer();
const file = 'deployment.yaml';
const image = buildImage();
const everything = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

async function lenses(client: LspClient): Promise<CodeLens[]> {
  return await client.connection.sendRequest('textDocument/codeLens', {
    textDocument: { uri: client.uri(file) },
  });
}

async function hints(client: LspClient, range = everything): Promise<InlayHint[]> {
  return await client.connection.sendRequest('textDocument/inlayHint', {
    textDocument: { uri: client.uri(file) },
    range,
  });
}

async function open(settings: object): Promise<LspClient> {
  server.registry.push('localhost', 'signed', image, '1.0');
  server.registry.push('localhost', 'signed', buildBundle(image));
  server.registry.push('localhost', 'unsigned', image, '1.0');
  const client = await server.start({ settings: () => settings });
  const { host } = server.registry;
  const images = [`${host}/signed:1.0`, `${host}/unsigned:1.0@${image.digest}`, `${host}/none:1.0`, '$(x)'];
  await client.open(file, deployment(...images));
  await client.settled(file);
  return client;
}

describe('code lenses and inlay hints', () => {
  it('are off unless they are switched on', async () => {
    const client = await open({});
    expect(await lenses(client)).toEqual([]);
    expect(await hints(client)).toEqual([]);
  });

  it('lenses say the verdict above each image', async () => {
    const client = await open({ codeLens: { enable: true } });
    const shown = await lenses(client);
    expect(shown.map(({ command }) => command?.title)).toEqual(['Broken signature', 'Not signed', 'Unknown']);
    expect(shown[0]?.range).toEqual(client.rangeOf(file, `${server.registry.host}/signed:1.0`));
    expect(client.received.some(({ method }) => method === 'workspace/codeLens/refresh')).toBe(true);
    expect(client.received.some(({ method }) => method === 'workspace/inlayHint/refresh')).toBe(false);
  });

  it('hints show the digest that an unpinned tag names', async () => {
    const client = await open({ inlayHints: { enable: true } });
    const shown = await hints(client);
    expect(shown).toMatchObject([
      { label: expect.stringMatching(/^sha256:[0-9a-f]{12}…?$/), tooltip: image.digest },
    ]);
    expect(shown[0]?.position).toEqual(client.rangeOf(file, `${server.registry.host}/signed:1.0`).end);
    expect(await hints(client, { start: everything.start, end: everything.start })).toEqual([]);
    expect(client.received.some(({ method }) => method === 'workspace/inlayHint/refresh')).toBe(true);
  });
});
