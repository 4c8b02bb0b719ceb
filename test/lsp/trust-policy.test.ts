import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FileChangeType } from 'vscode-languageserver/node';
import { type Preset, useServer } from '../support/lsp/index.ts';

const server = useServer();
const root = readFileSync(
  new URL('../fixtures/notation/truststore/x509/ca/other/other.pem', import.meta.url),
  'utf8',
);

const policy = (store: string, level = 'strict') =>
  `${JSON.stringify(
    {
      version: '1.0',
      trustPolicies: [
        {
          name: 'app',
          registryScopes: ['registry.example/app'],
          signatureVerification: { level },
          trustStores: [store],
          trustedIdentities: ['*'],
        },
      ],
    },
    undefined,
    2,
  )}\n`;

describe.each<Preset>(['vscode', 'neovim'])('a trust policy, with a client like %s', (preset) => {
  it('has diagnostics, of the trust store beside it, too', async () => {
    const files = { 'truststore/x509/ca/acme/root.pem': root };
    const client = await server.start({ preset, files });
    await client.open('trustpolicy.json', policy('ca:acme', 'audit'), 'json');
    const diagnostics = await client.diagnostics('trustpolicy.json');
    expect(diagnostics).toMatchObject([
      {
        code: 'trust-policy',
        severity: 2,
        message: expect.stringContaining('This protects from nothing'),
        range: client.rangeOf('trustpolicy.json', '"audit"'),
      },
    ]);
    await client.change('trustpolicy.json', '"audit"', '"strict"');
    expect(await client.diagnostics('trustpolicy.json')).toEqual([]);
    await client.change('trustpolicy.json', 'ca:acme', 'ca:acne');
    expect(await client.diagnostics('trustpolicy.json')).toMatchObject([
      { severity: 1, message: expect.stringContaining('There is no trust store ca:acne') },
    ]);
  });

  it('is read again when its trust store changes', async () => {
    const file = 'truststore/x509/ca/acme/root.pem';
    const client = await server.start({ preset, files: { [file]: root } });
    await client.open('trustpolicy.oci.json', policy('ca:acme'), 'json');
    expect(await client.settled('trustpolicy.oci.json')).toEqual([]);
    rmSync(fileURLToPath(client.uri(file)));
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: client.uri(file), type: FileChangeType.Deleted }],
    });
    expect(await client.settled('trustpolicy.oci.json')).toMatchObject([
      { message: expect.stringContaining('The trust store ca:acme is empty') },
    ]);
  });

  it('has the trust store and the name that a rule gives it', async () => {
    const files = {
      '.imageseal.yaml':
        'trust:\n  - images: "**"\n    notation: { policy: conf/images.json, store: conf }\n',
      'conf/x509/ca/acme/root.pem': root,
      'conf/images.json': policy('ca:nowhere'),
    };
    const client = await server.start({ preset, files });
    await client.open('conf/images.json', undefined, 'json');
    expect(await client.diagnostics('conf/images.json')).toMatchObject([
      { message: expect.stringContaining('put its certificates into the folder conf/x509/ca/nowhere') },
    ]);
  });

  it('is one of the Notary Project', async () => {
    const client = await server.start({ preset });
    const role = '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow" }] }';
    await client.open('trustpolicy.json', role, 'json');
    expect(await client.diagnostics('trustpolicy.json')).toEqual([]);
  });
});

describe('a trust policy', () => {
  it('is left to the schema where the client has it', async () => {
    const client = await server.start({ initializationOptions: { trusted: true, jsonSchemas: true } });
    const wrong = policy('acme', 'Strict').replace('"*"', '"x509.subject: C=US"');
    await client.open('trustpolicy.json', wrong, 'json');
    expect(await client.diagnostics('trustpolicy.json')).toMatchObject([
      { message: expect.stringContaining('A subject needs C, ST and O at least') },
    ]);
  });

  it('is not held against files in Restricted Mode', async () => {
    const files = { 'truststore/x509/ca/acme/root.pem': root };
    const client = await server.start({ initializationOptions: {}, files });
    await client.open('trustpolicy.json', policy('ca:nowhere', 'audit'), 'json');
    expect(await client.diagnostics('trustpolicy.json')).toMatchObject([
      { message: expect.stringContaining('This protects from nothing') },
    ]);
  });
});

describe('a rule that names a trust policy', () => {
  it('says what is wrong with it, and with the store', async () => {
    const files = {
      'conf/x509/ca/acme/root.pem': root,
      'trustpolicy.json': policy('ca:acme', 'Strict'),
      '.imageseal.yaml': [
        'trust:',
        '  - images: ghcr.io/acme/one',
        '    notation: { policy: trustpolicy.json, store: conf }',
        '  - images: ghcr.io/acme/two',
        '    notation: { policy: trustpolicy.json, store: conf/x509 }',
        '',
      ].join('\n'),
    };
    const client = await server.start({ files });
    await client.open('.imageseal.yaml');
    expect(await client.settled('.imageseal.yaml')).toMatchObject([
      {
        severity: 1,
        message:
          'Nothing can be judged by trustpolicy.json, for there is a mistake in line 10. A level is strict, permissive, audit or skip, and not "Strict".',
      },
      { severity: 1, message: 'conf/x509 has no folder x509 in it: name the folder that holds x509.' },
    ]);
  });
});
