import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileChangeType } from 'vscode-languageserver/node';
import {
  deployment,
  type Preset,
  recordedSigner,
  recordedText,
  serveRecorded,
  useServer,
} from '../support/lsp/index.ts';

const file = 'deployment.yaml';
const config = '.imageseal.yaml';
const server = useServer();
const key = recordedText('keyed/keys/p256.pub');

const keyRule = 'trust:\n  - images: "oci.localhost:*/**"\n    keys: [{ file: trust/cosign.pub }]\n';
const rootRule = [
  'trust:',
  '  - images: "oci.localhost:*/**"',
  '    trustedRoot: sigstore.json',
  `    identities: [{ issuer: ${recordedSigner.issuer}, subject: ${recordedSigner.release} }]`,
  '',
].join('\n');

async function open(image: string, files: Readonly<Record<string, string>>, preset?: Preset) {
  const [reference = ''] = serveRecorded(server.registry, image);
  const client = await server.start({
    ...(preset && { preset }),
    files: { ...files, [file]: deployment(reference) },
  });
  await client.open(file);
  await client.open(config);
  const codes = async () => (await client.settled(file)).map(({ code }) => code);
  const heading = async () => {
    await client.settled(file);
    return (await client.hoverText(file, reference)).split('\n')[0];
  };
  const changed = async (path: string, type: FileChangeType) =>
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: client.uri(path), type }],
    });
  return { client, codes, heading, changed };
}

describe.each<Preset>(['vscode', 'neovim'])(
  'a file that a trust rule names, with a client like %s',
  (preset) => {
    it('is read when it appears, changes and goes', async () => {
      const { client, codes, heading, changed } = await open(
        'keyed/bundle-p256',
        { [config]: keyRule },
        preset,
      );
      expect(await codes()).toEqual(['unpinned']);
      expect(await heading()).toContain('Unknown: trust/cosign.pub cannot be read');
      expect(await client.settled(config)).toMatchObject([
        { message: expect.stringContaining('There is no file') },
      ]);

      client.write('trust/cosign.pub', recordedText('keyed/keys/other.pub'));
      await changed('trust/cosign.pub', FileChangeType.Created);
      expect(await codes()).toEqual(['untrusted-signer', 'unpinned']);
      expect(await client.settled(config)).toEqual([]);

      client.write('trust/cosign.pub', key);
      await changed('trust/cosign.pub', FileChangeType.Changed);
      expect(await heading()).toBe('**Signed with the key trust/cosign.pub.**');

      rmSync(join(client.folder, 'trust/cosign.pub'));
      await changed('trust/cosign.pub', FileChangeType.Deleted);
      expect(await heading()).toContain('Unknown: trust/cosign.pub cannot be read');
      expect(await client.settled(config)).toHaveLength(1);
    });
  },
);

describe('a trusted root that a trust rule names', () => {
  it('is read again when it changes, whatever it is called', async () => {
    const files = { [config]: rootRule, 'sigstore.json': '{}' };
    const { client, codes, heading, changed } = await open('keyless/keyless-v1-ci', files);
    expect(await heading()).toContain('Unknown: sigstore.json is no trusted root');
    expect(await codes()).toEqual(['unpinned']);
    client.write('sigstore.json', recordedText('keyless/trusted_root.json'));
    await changed('sigstore.json', FileChangeType.Changed);
    expect(await heading()).toMatch(/^\*\*Signed by https:/);
    expect(await client.settled(config)).toEqual([]);
  });
});

describe('a file that a configuration names only in the editor', () => {
  it('is missed no longer when it appears', async () => {
    const { client, changed } = await open('keyed/bundle-p256', { [config]: 'trust: []\n' });
    await client.change(config, 'trust: []', keyRule.trimEnd());
    expect(await client.settled(config)).toHaveLength(1);
    client.write('trust/cosign.pub', key);
    await changed('trust/cosign.pub', FileChangeType.Created);
    expect(await client.settled(config)).toEqual([]);
  });
});

describe('Restricted Mode', () => {
  it('reads no file that a configuration names', async () => {
    const client = await server.start({
      initializationOptions: {},
      files: {
        [config]: rootRule.replace('    identities', '    keys: [{ file: cosign.key }]\n    identities'),
        'cosign.key': '-----BEGIN PRIVATE KEY-----\n',
        'sigstore.json': '{}',
        [file]: deployment('nginx:1.27'),
      },
    });
    await client.open(file);
    await client.open(config);
    expect(await client.settled(config)).toEqual([]);
  });
});
