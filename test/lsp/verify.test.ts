import { describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import type {
  ImagesResult,
  VerifyImageParams,
  VerifyImageResult,
  VerifyWorkspaceResult,
} from '../../server/src/lsp/protocol.ts';
import {
  deployment,
  type LspClient,
  type Preset,
  recordedText,
  serveRecorded,
  useServer,
} from '../support/lsp/index.ts';
import { buildBundle, buildImage, buildLegacySignature, legacyTag } from '../support/registry/index.ts';

const file = 'deployment.yaml';
const server = useServer();
const image = buildImage();
const trust = 'trust:\n  - images: "oci.localhost:*/shop/**"\n    keys: [{ file: p256.pub }]\n';
const files = { '.imageseal.yaml': trust, 'p256.pub': recordedText('keyed/keys/p256.pub') };

async function verify(client: LspClient, params: VerifyImageParams): Promise<VerifyImageResult> {
  return await client.connection.sendRequest('imageseal/verifyImage', params);
}

async function listed(client: LspClient, uri?: string): Promise<ImagesResult['images']> {
  const result = await client.connection.sendRequest<ImagesResult>('imageseal/images', {
    ...(uri !== undefined && { uri }),
  });
  return result.images;
}

describe.each<Preset>(['vscode', 'neovim', 'minimal'])(
  'imageseal/verifyImage, with a client like %s',
  (preset) => {
    it('reports everything about the image under the cursor', async () => {
      const [payments = ''] = serveRecorded(server.registry, 'keyed/bundle-p256');
      const client = await server.start({ preset, files });
      await client.open(file, deployment('nginx:1.27', payments));
      const position = client.rangeOf(file, 'bundle-p256').start;
      const { title, text, verdict } = await verify(client, { uri: client.uri(file), position });
      expect(title).toBe(payments);
      expect(verdict).toBe('trusted');
      expect(text).toMatch(
        /^# oci\.localhost:\d+\/shop\/bundle-p256:1\.0\n\n\*\*Signed with the key p256\.pub\.\*\*\n/,
      );
      expect(text).toContain('Trusted by rule 1 of .imageseal.yaml.');
      expect(text).toContain('## Sigstore bundle: trusted');
      // On a page every check has its sentence, also one that passed.
      expect(text).toContain('- ✓ image: It is of exactly this image.');
      expect(text).toMatch(/As of \d+ \w+ 20\d\d at .* UTC\.$/);
    });

    it('reports one that was typed, as the folder of the workspace judges it', async () => {
      const [payments = ''] = serveRecorded(server.registry, 'keyed/bundle-p256');
      const client = await server.start({ preset, files });
      expect(await verify(client, { image: ` ${payments} ` })).toMatchObject({
        title: payments,
        verdict: 'trusted',
      });
      const mistyped = await verify(client, { image: 'Acme/App:1' });
      expect(mistyped).toMatchObject({ title: 'Acme/App:1', verdict: 'unknown' });
      expect(mistyped.text).toContain('**Not looked up: this is not an image reference.**');
    });
  },
);

describe('imageseal/verifyImage', () => {
  it('asks again, however fresh what is known may be', async () => {
    server.registry.push('localhost', 'acme/app', image, '1.0');
    const client = await server.start();
    const reference = `${server.registry.host}/acme/app:1.0`;
    await client.open(file, deployment(reference));
    expect((await client.settled(file)).map(({ code }) => code)).toContain('unsigned');
    server.registry.push(
      'localhost',
      'acme/app',
      buildLegacySignature(image),
      legacyTag(image.digest, 'sig'),
    );
    expect(await verify(client, { image: reference })).toMatchObject({ verdict: 'unverified' });
    await client.quiet();
    // The file is told too.
    expect((await client.diagnostics(file)).map(({ code }) => code)).toContain('unverified-signature');
  });

  it('makes no link, heading or command of what a registry says', async () => {
    const hostile = buildImage({
      labels: { 'org.opencontainers.image.revision': '# x\n[a](command:imageseal.trustSigner) <script>' },
    });
    server.registry.push('localhost', 'acme/app', hostile, '1.0');
    const client = await server.start();
    const { text } = await verify(client, { image: `${server.registry.host}/acme/app:1.0` });
    expect(text).toContain('Revision');
    expect(text.replaceAll(/`[^`]*`/g, '')).not.toMatch(/trustSigner|<script>|\n# x/);
  });

  it('looks nothing up in Restricted Mode and offline, and says so', async () => {
    for (const [options, words] of [
      [{}, 'Restricted Mode'],
      [{ trusted: true, offline: true }, 'offline'],
    ] as const) {
      const client = await server.start({ initializationOptions: options });
      const report = await verify(client, { image: `${server.registry.host}/acme/app:1.0` });
      expect(report.verdict).toBe('unknown');
      expect(report.text).toContain(words);
      await client.connection.sendRequest('imageseal/verifyWorkspace', {});
    }
    expect(server.registry.connections).toBe(0);
  });

  it('ends when it is cancelled, and has nothing to say of a place without an image', async () => {
    server.registry.setFault({}, { kind: 'hang' });
    const client = await server.start();
    await client.open(file, deployment(`${server.registry.host}/acme/app:1.0`));
    const uri = client.uri(file);
    expect(await verify(client, { uri, position: { line: 0, character: 0 } })).toBeNull();
    const cancellation = new CancellationTokenSource();
    const params = { image: `${server.registry.host}/acme/other:1.0`, workDoneToken: 1 };
    const verifying = client.connection.sendRequest('imageseal/verifyImage', params, cancellation.token);
    await client.until(() => server.registry.requests.some(({ path }) => path.includes('acme/other')));
    cancellation.cancel();
    await expect(verifying).rejects.toThrow('cancelled');
  });
});

describe('imageseal/verifyWorkspace', () => {
  it('sums the images of all manifests up by verdict, with the places that name them', async () => {
    const [good = '', foreign = ''] = serveRecorded(
      server.registry,
      'keyed/bundle-p256',
      'keyed/bundle-p384',
    );
    server.registry.push('localhost', 'acme/app', image, '1.0');
    server.registry.push('localhost', 'acme/tampered', image, '1.0');
    server.registry.push('localhost', 'acme/tampered', buildBundle(image));
    const { host } = server.registry;
    const client = await server.start({
      files: {
        ...files,
        'a.yaml': deployment(good, `${host}/acme/app:1.0`),
        'b/c.yaml': deployment(good, foreign, `${host}/acme/tampered:1.0`, `${host}/none:1.0`),
      },
    });
    await client.open('a.yaml');
    const result = await client.connection.sendRequest<VerifyWorkspaceResult>('imageseal/verifyWorkspace', {
      workDoneToken: 1,
    });
    expect(result).toMatchObject({
      title: 'Images of the workspace',
      files: 2,
      verdicts: { invalid: 1, untrusted: 1, unsigned: 1, unknown: 1, trusted: 2 },
    });
    const headings = result.text.split('\n').filter((line) => line.startsWith('#'));
    expect(headings).toEqual([
      '# Images of the workspace',
      '## Broken signature: 1',
      '## Not trusted: 1',
      '## Not signed: 1',
      '## Unknown: 1',
      '## Trusted: 2',
    ]);
    expect(result.text).toContain(`- \`${good}\` a.yaml:10, b/c.yaml:10: Signed with the key p256.pub.`);
    expect(result.text).toMatch(
      /acme\/tampered:1\.0` b\/c\.yaml:14: The signature is broken\. The bundle is damaged/,
    );
    // The findings of closed files stand in Problems, as after a check.
    expect(client.pushed('b/c.yaml')?.diagnostics.map(({ code }) => code)).toContain('untrusted-signer');
  });
});

describe('imageseal/images', () => {
  it('lists what is open, and after a check what is not, with the verdict in words', async () => {
    const [good = ''] = serveRecorded(server.registry, 'keyed/bundle-p256');
    const client = await server.start({
      files: { ...files, 'a.yaml': deployment(good), 'b.yaml': `# b\n${deployment('$(x)', good)}` },
    });
    expect(await listed(client)).toEqual([]);
    await client.open('a.yaml');
    await client.settled('a.yaml');
    const summary = 'Signed with the key p256.pub.';
    const { authority, path: name } = /^(?<authority>[^/]+)\/(?<path>.+)$/.exec(good)?.groups ?? {};
    const inA = {
      uri: client.uri('a.yaml'),
      image: good,
      registry: authority,
      name,
      verdict: 'trusted',
      summary,
    };
    expect(await listed(client)).toEqual([{ ...inA, range: client.rangeOf('a.yaml', good) }]);
    expect(await listed(client, client.uri('a.yaml'))).toHaveLength(1);
    await client.connection.sendRequest('imageseal/checkWorkspace', {});
    const all = await listed(client);
    expect(all.map(({ uri, verdict }) => [uri, verdict])).toEqual([
      [client.uri('a.yaml'), 'trusted'],
      [client.uri('b.yaml'), 'unknown'],
      [client.uri('b.yaml'), 'trusted'],
    ]);
    await client.open('b.yaml');
    expect(all[2]?.range).toEqual(client.rangeOf('b.yaml', good));
    expect(await listed(client)).toHaveLength(3);
  });

  it('is told to be out of date when a verdict or a text changes, once somebody has asked', async () => {
    server.registry.push('localhost', 'acme/app', image, '1.0');
    const client = await server.start();
    const news = () => client.received.filter(({ method }) => method === 'imageseal/imagesChanged').length;
    await client.open(file, deployment(`${server.registry.host}/acme/app:1.0`));
    await client.settled(file);
    expect(news()).toBe(0);
    expect(await listed(client)).toHaveLength(1);
    await client.change(file, 'acme/app:1.0', 'acme/app:2.0');
    await client.until(() => news() > 0);
    await client.settled(file);
    expect((await listed(client))[0]?.image).toMatch(/2\.0$/);
  });
});
