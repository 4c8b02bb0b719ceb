import { describe, expect, it } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver/node';
import { deployment, useServer } from '../support/lsp/index.ts';
import {
  buildBundle,
  buildImage,
  buildNotationSignature,
  buildSbom,
  type Registry,
} from '../support/registry/index.ts';

const file = 'deployment.yaml';
const server = useServer({
  hosts: { 'private.localhost': { auth: { mode: 'basic', username: 'u', password: 'p' } } },
});

describe('hover over an image', () => {
  it('says first what the verdict is, then what was found', async () => {
    const image = buildImage({
      platforms: ['linux/amd64', 'linux/arm64'],
      labels: {
        'org.opencontainers.image.source': 'https://github.com/acme/app',
        'org.opencontainers.image.revision': '4f2c1e9',
      },
    });
    server.registry.push('localhost', 'acme/app', image, '1.0');
    server.registry.push('localhost', 'acme/app', buildBundle(image));
    server.registry.push('localhost', 'acme/app', buildNotationSignature(image));
    server.registry.push('localhost', 'acme/app', buildSbom(image));
    const client = await server.start();
    const reference = `${server.registry.host}/acme/app:1.0`;
    await client.open(file, deployment(reference));
    await client.settled(file);
    await client.hover(file, reference);
    await client.quiet();

    const hover = await client.hover(file, reference);
    expect(hover?.range).toEqual(client.rangeOf(file, reference));
    const { kind, value } = hover!.contents as MarkupContent;
    expect(kind).toBe('markdown');
    expect(value.split('\n')[0]).toBe('**The signature is broken.**');
    expect(value).toContain(`\`${reference}\``);
    expect(value).toContain(`Digest: \`${image.digest}\``);
    expect(value).toContain('Platforms: `linux/amd64`, `linux/arm64`');
    expect(value).toContain('Created: `2026-01-02T03:04:05Z`');
    expect(value).toContain('Source: <https://github.com/acme/app>');
    expect(value).toContain('Revision: `4f2c1e9`');
    expect(value).toContain('**Sigstore bundle: broken**\n\n- ✗ format: The bundle is damaged');
    expect(value).toContain('Kept as referrer: `sha256:');
    expect(value).toMatch(
      /\*\*Notary Project signature: broken\*\*\n\n- ✗ format: The signature envelope is damaged: .*\n- Kept/,
    );
    expect(value).toContain('Also attached: `application/spdx+json`');
    expect(value).toContain(
      `](command:imageseal.pinFile?${encodeURIComponent(JSON.stringify([client.uri(file)]))})`,
    );
  });

  it('lists the finding that is hidden behind a more severe one', async () => {
    server.registry.push('localhost', 'app', buildImage(), 'latest');
    const client = await server.start({ files: { '.imageseal.yaml': 'rules: { unsigned: off }\n' } });
    await client.open(file, deployment('nginx'));
    expect(await client.hoverText(file, 'nginx')).not.toContain('latest is');
    const name = `${server.registry.host}/app`;
    await client.open('other.yaml', deployment(name));
    expect(await client.hoverText('other.yaml', name)).toContain(`${name}:latest`);
  });

  it('is plain text for a client that wants it', async () => {
    const client = await server.start({ preset: 'minimal', initializationOptions: {} });
    await client.open(file, deployment('nginx:1.27'));
    const hover = await client.hover(file, 'nginx');
    const { kind, value } = hover!.contents as MarkupContent;
    expect(kind).toBe('plaintext');
    expect(value).toMatch(/^Not checked: Nothing is looked up in Restricted Mode/);
    expect(value).toContain('\ndocker.io/library/nginx:1.27');
    expect(value).not.toMatch(/[`*]|command:/);
  });

  it('tells why nothing is said of a template, and answers at an alias too', async () => {
    const client = await server.start({ initializationOptions: {} });
    await client.open(file, `${deployment('ghcr.io/acme/app:$(params.tag)', '&web nginx:1', '*web')}`);
    expect(await client.hoverText(file, 'ghcr.io')).toContain('Filled in later by');
    expect((await client.hover(file, '*web'))?.range).toEqual(client.rangeOf(file, '*web'));
    expect(await client.hover(file, 'containers')).toBeNull();
  });

  it('does not wait for a registry that does not answer', async () => {
    server.registry.setFault({}, { kind: 'hang' });
    const client = await server.start();
    const reference = `${server.registry.host}/acme/app:1.0`;
    await client.open(file, deployment(reference));
    const { requests } = server.registry;
    await client.until(() => requests.length > 0);
    const text = await client.hoverText(file, reference);
    expect(requests.every(({ endedAt }) => endedAt === undefined)).toBe(true);
    expect(text).toContain('Being looked up.');
    expect((await client.diagnostics(file)).map(({ code }) => code)).toEqual(['unpinned']);
  });
});

const faults: readonly [string, ...Parameters<Registry['setFault']>, RegExp][] = [
  ['429', {}, { kind: 'status', status: 429, headers: { 'retry-after': '600' } }, /too many requests/],
  ['401', {}, { kind: 'status', status: 401 }, /login|credentials/],
  [
    '500 of the signature',
    { path: /referrers|sha256-/ },
    { kind: 'status', status: 500 },
    /could not be read/,
  ],
  ['half a body', { method: 'GET' }, { kind: 'half-body' }, /Unknown/],
  ['a login page', {}, { kind: 'body', body: '<html>Log in</html>' }, /Unknown/],
];

describe('a registry that cannot be read makes the verdict unknown, never unsigned', () => {
  it.each(faults)('%s', async (_, match, fault, words) => {
    server.registry.push('localhost', 'acme/app', buildImage(), '1.0');
    server.registry.setFault(match, fault);
    const client = await server.start();
    const reference = `${server.registry.host}/acme/app:1.0`;
    await client.open(file, deployment(reference));
    // A server error is tried again some times before it counts.
    await client.until(
      async () => /Unknown:/.test(await client.hoverText(file, reference)),
      18_000,
      'the hover to say why',
    );
    expect(await client.hoverText(file, reference)).toMatch(words);
    expect((await client.diagnostics(file)).map(({ code }) => code)).toEqual(['unpinned']);
  });

  it('a private repository without a login', async () => {
    server.registry.push('private.localhost', 'acme/app', buildImage(), '1.0');
    const client = await server.start();
    const reference = `${server.registry.authority('private.localhost')}/acme/app:1.0`;
    await client.open(file, deployment(reference));
    await client.settled(file);
    expect(await client.hoverText(file, reference)).toMatch(/^\*\*Unknown: .*docker login/);
  });
});

describe('what a registry says is shown, never obeyed', () => {
  it('labels make no links, images, commands or lines of their own', async () => {
    const hostile = '[click](command:imageseal.pinFile) `x` ![p](https://evil.test/p.png)\n\n# heading <b>';
    const image = buildImage({
      created: '](command:workbench.action.terminal.new)',
      labels: {
        'org.opencontainers.image.source': 'https://evil.test/](command:imageseal.clearCache) ',
        'org.opencontainers.image.revision': hostile,
      },
    });
    server.registry.push('localhost', 'acme/app', image, '1.0');
    const client = await server.start();
    const reference = `${server.registry.host}/acme/app:1.0`;
    await client.open(file, deployment(reference));
    await client.settled(file);
    await client.hover(file, reference);
    await client.quiet();
    const text = await client.hoverText(file, reference);
    expect(text).toContain('Revision');
    // Whatever stands in code spans is inert.
    const outside = text.replaceAll(/`[^`]*`/g, '');
    expect(outside).not.toMatch(/evil|clearCache|terminal|heading|<b>/);
    expect(text.split('\n').every((line) => (line.split('`').length - 1) % 2 === 0)).toBe(true);
  });
});
