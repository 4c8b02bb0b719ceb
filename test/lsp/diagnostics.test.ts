import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver/node';
import { deployment, type Preset, useServer } from '../support/lsp/index.ts';
import { buildBundle, buildImage } from '../support/registry/index.ts';

const presets: Preset[] = ['vscode', 'neovim', 'minimal'];
const file = 'deployment.yaml';
const server = useServer();

function codesOf(diagnostics: readonly Diagnostic[]): unknown[] {
  return diagnostics.map(({ code }) => code).sort();
}

describe.each(presets)('diagnostics for a client like %s', (preset) => {
  it('local findings come at once and mark exactly the tag', async () => {
    const client = await server.start({ preset, initializationOptions: {} });
    await client.open(file, deployment('nginx:1.27'));
    expect(await client.diagnostics(file)).toMatchObject([
      {
        code: 'unpinned',
        source: 'imageseal',
        severity: 2,
        message: expect.stringContaining('"nginx:1.27" is not pinned'),
        range: client.rangeOf(file, '1.27'),
      },
    ]);
  });

  it('what the registry says comes when it is known', async () => {
    const tampered = buildImage({ text: 'tampered' });
    server.registry.push('localhost', 'acme/tampered', tampered, '1.0');
    server.registry.push('localhost', 'acme/tampered', buildBundle(tampered));
    server.registry.push('localhost', 'acme/unsigned', buildImage({ text: 'unsigned' }), '1.0');
    const client = await server.start({ preset });
    const { host } = server.registry;
    await client.open(file, deployment(`${host}/acme/tampered:1.0`, `${host}/acme/unsigned:1.0`));
    const diagnostics = await client.settled(file);
    expect(codesOf(diagnostics)).toEqual(['invalid-signature', 'unpinned', 'unpinned', 'unsigned']);
    expect(diagnostics.find(({ code }) => code === 'invalid-signature')).toMatchObject({
      severity: 1,
      message: expect.stringContaining('has a broken signature'),
      range: client.rangeOf(file, `${host}/acme/tampered`),
    });
    expect(diagnostics.find(({ code }) => code === 'unsigned')?.range).toEqual(
      client.rangeOf(file, `${host}/acme/unsigned`),
    );
  });

  it('a tag that has moved and an image that is not there are told', async () => {
    const before = buildImage({ text: 'before' });
    const after = buildImage({ text: 'after' });
    server.registry.push('localhost', 'acme/app', before);
    server.registry.push('localhost', 'acme/app', after, '1.0');
    const client = await server.start({ preset });
    const { host } = server.registry;
    const text = deployment(`${host}/acme/app:1.0@${before.digest}`, `${host}/acme/app:9.9`);
    await client.open(file, text);
    expect(codesOf(await client.settled(file))).toEqual(['image-not-found', 'tag-moved', 'unsigned']);
  });

  it('where two findings cover the same characters only the more severe is drawn', async () => {
    const rules = { 'latest-tag': 'error' };
    const client = await server.start({
      preset,
      initializationOptions: { trusted: true, settings: { rules } },
    });
    server.registry.push('localhost', 'app', buildImage(), 'latest');
    await client.open(file, `image: x\n---\n${deployment(`${server.registry.host}/app`)}`);
    expect(codesOf(await client.settled(file))).toEqual(['latest-tag', 'unsigned']);
  });

  it('after an edit they are those of the new text', async () => {
    const client = await server.start({ preset, initializationOptions: {} });
    await client.open(file, deployment('nginx:1.27', 'redis:7'));
    await client.change(file, 'nginx:1.27', `nginx:1.27@sha256:${'a'.repeat(64)}`);
    expect(await client.diagnostics(file)).toMatchObject([
      {
        code: 'unpinned',
        range: client.rangeOf(file, '7\n').start && { start: client.rangeOf(file, '7\n').start },
      },
    ]);
    await client.change(file, 'redis:7', 'redis');
    expect(codesOf(await client.diagnostics(file))).toEqual(['latest-tag']);
  });

  it('switched off, nothing is shown at all', async () => {
    const options = { trusted: true, settings: { enable: false } };
    const client = await server.start({ preset, initializationOptions: options });
    await client.open(file, deployment('nginx'));
    expect(await client.settled(file)).toEqual([]);
    expect(await client.hover(file, 'nginx')).toBeNull();
    expect(server.registry.connections).toBe(0);
  });

  it('typing fast never leaves findings of an older text behind', async () => {
    const client = await server.start({ preset, initializationOptions: {} });
    await client.open(file, deployment('nginx:1'));
    for (let digit = 0; digit < 40; digit++) {
      const at = client.rangeOf(file, 'nginx:1').end;
      void client.change(file, { start: at, end: at }, String(digit % 10));
      if (digit % 7 === 0) void client.diagnostics(file);
    }
    const [finding] = await client.diagnostics(file);
    const tag = /nginx:(\d+)/.exec(client.text(file))![1]!;
    expect(tag).toHaveLength(41);
    expect(finding?.message).toContain(`nginx:${tag}`);
    expect(finding?.range).toEqual(client.rangeOf(file, tag));
    if (!client.pulls) {
      await sleep(200);
      expect(client.pushed(file)?.diagnostics).toEqual([finding]);
    }
  });
});

describe('pull diagnostics', () => {
  const ask = (client: Awaited<ReturnType<typeof server.start>>, previousResultId?: string) =>
    client.connection.sendRequest<{ kind: string; resultId: string; items?: Diagnostic[] }>(
      'textDocument/diagnostic',
      { textDocument: { uri: client.uri(file) }, ...(previousResultId && { previousResultId }) },
    );

  it('answers "unchanged" while nothing has changed, and in full after an edit', async () => {
    const client = await server.start({ initializationOptions: {} });
    await client.open(file, deployment('nginx:1.27'));
    const first = await ask(client);
    expect(first).toMatchObject({ kind: 'full', items: [{ code: 'unpinned' }] });
    expect(await ask(client, first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
    await client.change(file, { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, '\n');
    const moved = await ask(client, first.resultId);
    expect(moved.kind).toBe('full');
    expect(moved.items?.[0]?.range.start.line).toBe(first.items![0]!.range.start.line + 1);
  });

  it('asks to be asked again once something was found out, and not when nothing was', async () => {
    server.registry.push('localhost', 'acme/app', buildImage(), '1.0');
    const client = await server.start();
    await client.open(file, deployment(`${server.registry.host}/acme/app:1.0`));
    await client.settled(file);
    expect(client.refreshes).toBeGreaterThan(0);
    const before = client.refreshes;
    await client.save(file);
    await client.settled(file);
    expect(client.refreshes).toBe(before);
  });

  it('of a document that is not open there are none', async () => {
    const client = await server.start();
    expect(await ask(client)).toMatchObject({ kind: 'full', items: [] });
  });
});

describe('push diagnostics', () => {
  it('carry the version when the client takes it', async () => {
    const capabilities = { textDocument: { publishDiagnostics: { versionSupport: true } } };
    const client = await server.start({ capabilities, initializationOptions: {} });
    await client.open(file, deployment('nginx:1.27'));
    await client.until(() => client.pushed(file) !== undefined);
    expect(client.pushed(file)?.version).toBe(1);
    await client.change(file, '1.27', '1.28');
    await client.until(() => client.pushed(file)?.version === 2);
    expect(client.pushed(file)?.diagnostics[0]?.message).toContain('nginx:1.28');
  });

  it('are taken back when the document is closed', async () => {
    const client = await server.start({ preset: 'neovim', initializationOptions: {} });
    await client.open(file, deployment('nginx:1.27'));
    expect(await client.diagnostics(file)).toHaveLength(1);
    await client.close(file);
    await client.until(() => client.pushed(file)?.diagnostics.length === 0);
  });
});

describe('a diagnostic', () => {
  it('links to the page of its rule, which comes with the server, and carries what fixes need', async () => {
    const client = await server.start({ initializationOptions: {} });
    await client.open(file, deployment('nginx:1.27'));
    const [finding] = await client.diagnostics(file);
    expect(finding?.codeDescription?.href).toMatch(/^file:.*\/docs\/rules\/unpinned\.md$/);
    expect(finding?.data).toEqual({ reference: 'nginx:1.27' });
  });

  it('is not made for what no manifest is', async () => {
    const client = await server.start({ initializationOptions: {} });
    await client.open('package.json', '{"name": "x", "image": "nginx:1.27"}', 'json');
    expect(await client.diagnostics('package.json')).toEqual([]);
    await client.open(
      'pod.json',
      '{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"nginx:1"}]}}',
      'json',
    );
    expect(codesOf(await client.diagnostics('pod.json'))).toEqual(['unpinned']);
  });
});
