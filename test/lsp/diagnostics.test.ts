import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LspClient, type Preset, startClient } from '../support/lsp/index.ts';
import { buildBundle, buildImage, type Registry, startRegistry } from '../support/registry/index.ts';

const presets: Preset[] = ['vscode', 'neovim', 'minimal'];

function deployment(...images: string[]): string {
  const containers = images.map((image, index) => `        - name: c${index}\n          image: ${image}\n`);
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n${containers.join('')}`;
}

let registry: Registry;
let client: LspClient | undefined;

beforeEach(async () => {
  registry = await startRegistry();
});

afterEach(async () => {
  await client?.stop();
  client = undefined;
  await registry.close();
});

describe.each(presets)('diagnostics for %s', (preset) => {
  it('local findings come at once, with their range', async () => {
    client = await startClient({ preset, initializationOptions: {} });
    await client.open('deployment.yaml', deployment('nginx:1.27'));
    const [finding, ...rest] = await client.diagnostics('deployment.yaml');
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({
      code: 'unpinned',
      source: 'imageseal',
      severity: 2,
      range: client.rangeOf('deployment.yaml', '1.27'),
    });
  });

  it('what the registry says comes when it is known', async () => {
    const image = buildImage();
    registry.push('localhost', 'acme/app', image, '1.0');
    client = await startClient({ preset });
    await client.open('deployment.yaml', deployment(`${registry.host}/acme/app:1.0`));
    const codes = (await client.settled('deployment.yaml')).map(({ code }) => code);
    expect(codes.sort()).toEqual(['unpinned', 'unsigned']);
    registry.push('localhost', 'acme/app', buildBundle(image));
  });
});
