import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CodeLens } from 'vscode-languageserver/node';
import { deployment, useServer } from '../support/lsp/index.ts';
import { notationFile, notationFixtures } from '../support/notation-vectors.ts';

const file = 'deployment.yaml';
const host = 'notary.localhost';
const server = useServer();

const certificate = (name: string) => Buffer.from(notationFile(`keys/${name}`)).toString('latin1');
const statement = {
  name: 'shop',
  registryScopes: ['*'],
  signatureVerification: { level: 'strict' },
  trustStores: ['ca:shop'],
  trustedIdentities: ['x509.subject: C=US, ST=WA, O=Acme Shop'],
};

/** A workspace whose policy trusts the shop, and images of all kinds. */
async function open() {
  const images = [
    'key:rsa2048-jws',
    'expiry:signature-jws',
    'damaged:signature-bit-jws',
    'key:self-ec-jws',
  ].map((image) => {
    const repository = `shop/${image.split(':')[0]}`;
    server.registry.addLayout(host, repository, join(notationFixtures, 'oci', host, repository));
    return `${server.registry.authority(host)}/shop/${image}`;
  });
  const client = await server.start({
    initializationOptions: { trusted: true, commands: true },
    settings: () => ({ codeLens: { enable: true } }),
    files: {
      [file]: deployment(...images),
      '.imageseal.yaml': 'trust:\n  - images: "**"\n    notation: { policy: policy.json, store: store }\n',
      'policy.json': JSON.stringify({ version: '1.0', trustPolicies: [statement] }),
      'store/x509/ca/shop/rsa.crt': certificate('root-rsa.crt'),
      'store/x509/ca/shop/ec.crt': certificate('root-ec.crt'),
    },
  });
  await client.open(file);
  await client.settled(file);
  return client;
}

describe('images that notation has signed', () => {
  it('have findings, code lenses, and their place in the view and the report', async () => {
    const client = await open();
    const findings = (await client.diagnostics(file)).filter(({ code }) => code !== 'unpinned');
    expect(findings.map(({ code }) => code)).toEqual([
      'invalid-signature',
      'invalid-signature',
      'untrusted-signer',
    ]);
    const lenses = await client.connection.sendRequest<CodeLens[]>('textDocument/codeLens', {
      textDocument: { uri: client.uri(file) },
    });
    expect(lenses.map(({ command }) => command?.title)).toEqual([
      'Signed by rsa2048, trusted',
      'Signature expired',
      'Broken signature',
      'Signed by a stranger',
    ]);
    const { images } = await client.connection.sendRequest<{
      images: { verdict: string; summary: string }[];
    }>('imageseal/images', {});
    expect(images.map(({ verdict }) => verdict)).toEqual(['trusted', 'invalid', 'invalid', 'untrusted']);
    expect(images[3]?.summary).toMatch(
      /^Signed, but not by anybody this workspace trusts\. It names CN=self-ec,.* as its signer\. No certificate/,
    );
    const { text } = await client.connection.sendRequest<{ text: string }>('imageseal/verifyWorkspace', {});
    expect(text).toContain('## Broken signature: 2\n');
    expect(text).toContain('The signature has expired. It has expired: its signer wanted it to hold until');
    expect(text).toContain(': Signed by CN=rsa2048,O=Acme Shop,L=Seattle,ST=WA,C=US.\n');
  });
});
