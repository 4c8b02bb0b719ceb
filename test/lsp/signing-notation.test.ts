import { createPrivateKey } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type {
  NotationKeysResult,
  NotationSignWith,
  SignImageParams,
  SignImageResult,
  TestCertificateResult,
} from '../../server/src/lsp/signing-protocol.ts';
import { deployment, type LspClient, useServer } from '../support/lsp/index.ts';
import { notationFile } from '../support/notation-vectors.ts';
import { buildImage } from '../support/registry/index.ts';

const file = 'deployment.yaml';
const image = buildImage();
const server = useServer();
const own = '.home/.config/notation';

const ask = <R>(client: LspClient, method: string, params: object = {}): Promise<R> =>
  client.connection.sendRequest(method, params);

const fixture = (name: string) => Buffer.from(notationFile(`keys/${name}`)).toString('latin1');

async function start(files: Readonly<Record<string, string>> = {}): Promise<LspClient> {
  server.registry.push('localhost', 'acme/app', image, '1.0');
  const client = await server.start({
    initializationOptions: { trusted: true, commands: true },
    files: {
      'keys/app.key': fixture('p256.key'),
      'keys/app.crt': fixture('p256.crt'),
      ...files,
      [file]: deployment(`${server.registry.host}/acme/app:1.0`),
    },
  });
  await client.open(file);
  await client.settled(file);
  return client;
}

function sign(
  client: LspClient,
  changes: Partial<NotationSignWith> = {},
  more: Partial<SignImageParams> = {},
): Promise<SignImageResult> {
  const uris = { key: client.uri('keys/app.key'), certificates: client.uri('keys/app.crt') };
  return ask<SignImageResult>(client, 'imageseal/signImage', {
    image: `${server.registry.host}/acme/app@${image.digest}`,
    uri: client.uri(file),
    format: 'bundle',
    annotations: {},
    recursive: false,
    upload: false,
    agreed: [],
    signer: { type: 'notation', key: uris, format: 'jws', ...changes },
    ...more,
  });
}

const pushes = () => server.registry.requests.filter(({ method }) => method === 'PUT').length;

describe('signing as the Notary Project does', () => {
  it.each(['jws', 'cose'] as const)(
    'with a key in a file, as %s: found, and told from the hover',
    async (format) => {
      const client = await start();
      const result = await sign(client, { format, expiry: '1h' }, { annotations: { stage: 'prod' } });
      expect(result).toEqual({
        signed: 1,
        signer: expect.stringMatching(/^Signed by CN=.*\.$/),
        fingerprint: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      });
      const codes = (await client.settled(file)).map(({ code }) => code);
      expect(codes).toEqual(['unverified-signature', 'unpinned']);
      const hover = await client.hoverText(file, 'acme/app');
      expect(hover).toContain(`- Envelope: \`${format.toUpperCase()}\`, \`notary.x509\`, \`ES256\``);
      expect(hover).toContain('- User metadata: `stage=prod`');
      expect(hover).toMatch(/- Made with, as it says itself: `imageseal\/\d/);
      expect(hover).toContain('- Expires: ');
    },
  );

  it('with a test certificate that notation knows from then on', async () => {
    const client = await start();
    expect(await ask(client, 'imageseal/notationKeys')).toEqual({ keys: [] });
    const params = { name: 'demo', trust: true, isDefault: true };
    const made = await ask<TestCertificateResult>(client, 'imageseal/testCertificate', params);
    if ('problem' in made) throw new Error(made.problem);
    expect(made.key).toBe(join(client.folder, own, 'localkeys/demo.key'));
    expect(statSync(made.key).mode & 0o777).toBe(0o600);
    expect(client.read(`${own}/truststore/x509/ca/demo/demo.crt`)).toBe(
      client.read(`${own}/localkeys/demo.crt`),
    );
    expect(await ask(client, 'imageseal/notationKeys')).toEqual({
      keys: [{ name: 'demo', isDefault: true }],
    });
    expect(await ask(client, 'imageseal/testCertificate', params)).toMatchObject({
      problem: expect.stringContaining('demo'),
    });
    expect(await sign(client, { key: 'demo' })).toMatchObject({
      signed: 1,
      signer: expect.stringContaining('CN=demo,OU=For tests only'),
    });
  });

  it('asks for the password of a key that has one, and repeats it nowhere', async () => {
    const password = 'Tr0mbone & lilac';
    const locked = createPrivateKey(fixture('p256.key'))
      .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: password })
      .toString();
    const client = await start({ 'keys/app.key': locked });
    expect(await sign(client)).toMatchObject({ wrong: true });
    expect(await sign(client, { password: 'guess' })).toEqual({
      problem: expect.stringContaining('keys/app.key'),
      wrong: true,
    });
    expect(pushes()).toBe(0);
    expect(await sign(client, { password })).toMatchObject({ signed: 1 });
    expect(JSON.stringify(client.received)).not.toContain(password);
  });

  it('a key of a plugin is named, and goes through an installed notation', async () => {
    const keys = {
      default: 'cloud',
      keys: [
        { name: 'file', keyPath: '/keys/a.key', certPath: '/keys/a.crt' },
        { name: 'cloud', id: '1', pluginName: 'azure-kv' },
      ],
    };
    const client = await start({ [`${own}/signingkeys.json`]: JSON.stringify(keys) });
    expect(await ask<NotationKeysResult>(client, 'imageseal/notationKeys')).toEqual({
      keys: [
        { name: 'cloud', isDefault: true, plugin: 'azure-kv' },
        { name: 'file', isDefault: false },
      ],
    });
    expect(await sign(client, { key: 'gone' })).toMatchObject({
      problem: expect.stringContaining('no key "gone"'),
    });
  });

  it('says what is wrong, and pushes nothing', async () => {
    const client = await start({ 'keys/other.crt': fixture('other.crt') });
    const key = client.uri('keys/app.key');
    const wrong = (certificates: string) =>
      sign(client, { key: { key, certificates: client.uri(certificates) } });
    expect(await wrong('keys/other.crt')).toMatchObject({ problem: expect.stringContaining('other.crt') });
    expect(await wrong('keys/none.crt')).toMatchObject({
      problem: expect.stringContaining('cannot be read: there is no such file or folder.'),
    });
    const metadata = { annotations: { 'io.cncf.notary.x': 'y' } };
    expect(await sign(client, {}, metadata)).toMatchObject({ problem: expect.stringContaining('io.cncf') });
    const attestation = { type: 'cyclonedx', predicate: key };
    expect(await sign(client, {}, { attestation })).toMatchObject({
      problem: expect.stringContaining('no attestations'),
    });
    expect(await sign(client, { expiry: '1 day' })).toMatchObject({
      problem: expect.stringContaining('"1 day" is no time'),
    });
    expect(pushes()).toBe(0);
  });

  it('no key is touched in Restricted Mode', async () => {
    server.registry.push('localhost', 'acme/app', image, '1.0');
    const client = await server.start({ initializationOptions: { commands: true }, files: { [file]: '' } });
    const refused = { problem: expect.stringContaining('Restricted Mode') };
    expect(await ask(client, 'imageseal/notationKeys')).toEqual(refused);
    const params = { name: 'demo', trust: false, isDefault: false };
    expect(await ask(client, 'imageseal/testCertificate', params)).toEqual(refused);
    expect(await sign(client)).toEqual(refused);
  });
});
