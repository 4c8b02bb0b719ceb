import { describe, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver/node';
import { deployment, type LspClient, type Preset, useServer } from '../support/lsp/index.ts';
import { buildImage } from '../support/registry/index.ts';

const file = 'deployment.yaml';
const server = useServer();
const image = buildImage({ text: 'one' });
const other = buildImage({ text: 'two' });

function titles(actions: readonly CodeAction[]): string[] {
  return actions.map(({ title }) => title);
}

function named(actions: readonly CodeAction[], start: string): CodeAction {
  const action = actions.find(({ title }) => title.startsWith(start));
  if (action === undefined) throw new Error(`no "${start}" among ${titles(actions).join(', ')}`);
  return action;
}

async function openKnown(client: LspClient, text: (host: string) => string): Promise<void> {
  server.registry.push('localhost', 'acme/app', image, '1.0');
  server.registry.push('localhost', 'acme/other', other, '2.0');
  await client.open(file, text(server.registry.host));
  await client.settled(file);
}

const two = (host: string) =>
  `# a comment\r\n${deployment(`"${host}/acme/app:1.0" # keep me`, `${host}/acme/other:2.0`).replaceAll('\n', '\r\n')}`;

describe.each<Preset>(['vscode', 'neovim'])('code actions for a client like %s', (preset) => {
  it('pin the image and change nothing else', async () => {
    const client = await server.start({ preset });
    await openKnown(client, two);
    const before = client.text(file);
    const action = named(await client.codeActions(file, '1.0'), 'Pin to sha256:');
    expect(action.kind).toBe('quickfix');
    expect(action.isPreferred).toBe(preset === 'vscode' ? true : undefined);
    expect(action.diagnostics).toMatchObject([{ code: 'unpinned' }]);
    await client.apply(action.edit!);
    expect(client.text(file)).toBe(before.replace('acme/app:1.0', `acme/app:1.0@${image.digest}`));
    expect((await client.settled(file)).filter(({ code }) => code === 'unpinned')).toHaveLength(1);
  });

  it('offer the pin first wherever in the image the cursor is', async () => {
    const client = await server.start({ preset });
    await openKnown(client, two);
    for (const place of ['localhost', 'acme/app', '1.0']) {
      expect(titles(await client.codeActions(file, place))[0]).toMatch(/^Pin to sha256:/);
    }
  });

  it('pin all images of the file, as a fix and as fix-all', async () => {
    const client = await server.start({ preset });
    await openKnown(client, two);
    const expected = client
      .text(file)
      .replace('acme/app:1.0', `acme/app:1.0@${image.digest}`)
      .replace('acme/other:2.0', `acme/other:2.0@${other.digest}`);
    const whole = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
    expect(titles(await client.codeActions(file, '1.0'))).toContain('Pin all images in this file');
    const fixAll = await client.codeActions(file, whole, ['source.fixAll']);
    expect(fixAll).toMatchObject([{ kind: 'source.fixAll.imageseal' }]);
    await client.apply(fixAll[0]!.edit!);
    expect(client.text(file)).toBe(expected);
  });

  it('suppress the finding with a comment', async () => {
    const client = await server.start({ preset, initializationOptions: {} });
    await client.open(file, deployment('nginx:1.27'));
    await client.apply(named(await client.codeActions(file, '1.27'), 'Ignore "unpinned"').edit!);
    expect(client.text(file)).toContain('          # imageseal-ignore unpinned\n          image: nginx:1.27');
    expect(await client.diagnostics(file)).toEqual([]);
  });
});

describe('code actions', () => {
  it('update a pin whose tag has moved', async () => {
    const client = await server.start();
    server.registry.push('localhost', 'acme/app', other);
    await openKnown(client, (host) => deployment(`${host}/acme/app:1.0@${other.digest}`));
    await client.apply(named(await client.codeActions(file, other.digest), 'Update the pin').edit!);
    expect(client.text(file)).toContain(`acme/app:1.0@${image.digest}\n`);
  });

  it('switch a rule off in a new .imageseal.yaml, or in the one there is', async () => {
    const client = await server.start({ files: { 'team/deployment.yaml': deployment('nginx:1.27') } });
    await client.open('team/deployment.yaml');
    const first = named(await client.codeActions('team/deployment.yaml', '1.27'), 'Switch "unpinned" off');
    await client.apply(first.edit!);
    expect(client.read('.imageseal.yaml')).toBe('rules:\n  unpinned: off\n');

    client.write('team/.imageseal.yaml', '# ours\nrules:\n  unsigned: hint\n');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: client.uri('team/.imageseal.yaml'), type: 1 }],
    });
    const second = named(await client.codeActions('team/deployment.yaml', '1.27'), 'Switch "unpinned" off');
    await client.apply(second.edit!);
    expect(client.read('team/.imageseal.yaml')).toBe('# ours\nrules:\n  unpinned: off\n  unsigned: hint\n');
  });

  it('offer to look up what is not known yet', async () => {
    server.registry.setFault({}, { kind: 'hang' });
    const client = await server.start();
    await client.open(file, deployment(`${server.registry.host}/acme/app:1.0`));
    const action = named(await client.codeActions(file, '1.0'), 'Look up and pin');
    expect(action.command).toMatchObject({ command: 'imageseal.pinFile', arguments: [client.uri(file)] });
    expect(action.edit).toBeUndefined();
  });

  it('are only those that were asked for', async () => {
    const client = await server.start();
    await openKnown(client, two);
    expect(await client.codeActions(file, '1.0', ['refactor'])).toEqual([]);
    expect(await client.codeActions(file, 'containers')).toEqual([]);
    const kinds = (await client.codeActions(file, '1.0')).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['quickfix']));
  });

  it('still fix what is hidden behind a more severe finding', async () => {
    server.registry.push('localhost', 'app', image, 'latest');
    const client = await server.start();
    await client.open(file, deployment(`${server.registry.host}/app`));
    await client.settled(file);
    const end = client.rangeOf(file, `${server.registry.host}/app`).end;
    const actions = await client.codeActions(file, { start: end, end });
    await client.apply(named(actions, 'Pin to sha256:').edit!);
    expect(client.text(file)).toContain(`/app@${image.digest}`);
  });

  it('suppress nothing in JSON, which has no comments', async () => {
    const client = await server.start({ initializationOptions: {} });
    const json = '{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"nginx:1"}]}}';
    await client.open('pod.json', json, 'json');
    expect(titles(await client.codeActions('pod.json', 'nginx:1'))).toEqual([
      'Switch "unpinned" off in .imageseal.yaml',
    ]);
  });
});
