import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WorkspaceEdit } from 'vscode-languageserver/node';
import { deployment, type LspClient, useServer } from '../support/lsp/index.ts';
import { notationFixtures } from '../support/notation-vectors.ts';

const file = 'deployment.yaml';
const server = useServer();
const host = 'notary.localhost';

/** Serves what the real notation has signed, and gives the reference of one image of it. */
function serve(repository: string, tag: string): string {
  server.registry.addLayout(host, repository, join(notationFixtures, 'oci', host, repository));
  return `${server.registry.authority(host)}/${repository}:${tag}`;
}

interface Answer {
  readonly edit: WorkspaceEdit;
  readonly uri: string;
  readonly before: readonly string[];
  readonly question: { readonly message: string; readonly detail: string };
}

async function open(image: string, files: Readonly<Record<string, string>> = {}): Promise<LspClient> {
  const client = await server.start({
    initializationOptions: { trusted: true, commands: true },
    files: { ...files, [file]: deployment(image) },
  });
  await client.open(file);
  await client.settled(file);
  return client;
}

/** Takes the fix that is offered; `undefined` where none is. */
async function trust(client: LspClient): Promise<Answer | undefined> {
  const actions = await client.codeActions(file, 'shop');
  const fix = actions.find(({ title }) => title.startsWith('Trust this signer'));
  const params = fix?.command?.arguments?.[0];
  return params && (await client.connection.sendRequest<Answer>('imageseal/trustSigner', params));
}

async function write(client: LspClient, { edit, before, uri }: Answer): Promise<void> {
  await client.apply(edit);
  const changes = [...before, uri].map((each) => ({ uri: each, type: 2 }));
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
  await client.quiet();
}

describe('trust who has signed as the Notary Project does', () => {
  it('asks with the fingerprint of the root, and writes it, a statement and a rule', async () => {
    const image = serve('shop/key', 'rsa2048-jws');
    const name = image.replace(/:[^:]*$/, '');
    const client = await open(image);
    const diagnostics = await client.diagnostics(file);
    expect(diagnostics[0]?.code).toBe('unverified-signature');
    expect(diagnostics[0]?.message).toMatch(
      /^".*" has a signature that cannot be verified here: It names CN=.* as its signer\. Nobody has said which certificates to trust/,
    );
    expect(await client.hoverText(file, image)).toContain(
      '[Trust this signer…](command:imageseal.trustSigner?',
    );

    const answer = (await trust(client))!;
    expect(answer.question.message).toBe(`Trust this certificate for ${name}?`);
    expect(answer.question.detail).toMatch(/^Signed by: CN=/);
    expect(answer.question.detail).toContain('Anybody can make a certificate with these names.');
    expect(answer.question.detail).toMatch(
      /whoever this root vouches for as x509\.subject: C=US, ST=WA, O=\w+/,
    );
    await write(client, answer);

    const path = /truststore\/x509\/ca\/[\w-]+\/[\w-]+\.crt/.exec(answer.before.join())?.[0] ?? '';
    const certificate = new X509Certificate(client.read(path));
    expect(certificate.issuer).toBe(certificate.subject);
    expect(answer.question.detail).toContain(certificate.fingerprint256.replaceAll(':', '').toLowerCase());
    expect(client.read('.imageseal.yaml')).toBe(
      `trust:\n  - images: ${name}\n    notation:\n      policy: trustpolicy.json\n      store: truststore\n`,
    );
    const policy = JSON.parse(client.read('trustpolicy.json'));
    expect(policy.trustPolicies).toMatchObject([
      { name: 'shop-key', registryScopes: [name], signatureVerification: { level: 'strict' } },
    ]);
    const after = await client.hoverText(file, image);
    expect(after).toMatch(/^\*\*Signed by CN=/);
    expect(after).toContain('Trusted by rule 1 of .imageseal.yaml.');
    expect(after).not.toContain('Trust this signer');
  });

  it('adds to the trust policy of the rule that applies, and replaces nothing', async () => {
    const image = serve('shop/key', 'p256-jws');
    const name = image.replace(/:[^:]*$/, '');
    const rule = `trust:\n  - images: "${host}:*/**"\n    notation: { policy: notary/policy.json, store: notary }\n`;
    const statement = {
      name: 'ours',
      registryScopes: ['*'],
      signatureVerification: { level: 'strict' },
      trustStores: ['ca:ours'],
      trustedIdentities: ['x509.subject: C=US, ST=WA, O=Ours'],
    };
    const ours = join(notationFixtures, 'keys/root-other.crt');
    const document = (statements: readonly unknown[]) =>
      `${JSON.stringify({ version: '1.0', trustPolicies: statements }, null, 2)}\n`;
    const client = await open(image, {
      '.imageseal.yaml': rule,
      'notary/policy.json': document([statement]),
      'notary/x509/ca/ours/ours.crt': readFileSync(ours, 'latin1'),
    });
    expect((await client.diagnostics(file)).map(({ code }) => code)).toContain('untrusted-signer');
    const answer = (await trust(client))!;
    await write(client, answer);
    expect(client.read('.imageseal.yaml')).toBe(rule);
    const { trustPolicies } = JSON.parse(client.read('notary/policy.json'));
    expect(trustPolicies[0]).toEqual(statement);
    expect(trustPolicies[1]).toMatchObject({
      registryScopes: [name],
      trustStores: ['ca:ours', expect.stringMatching(/^ca:/)],
      trustedIdentities: [...statement.trustedIdentities, expect.stringMatching(/^x509\.subject: C=US/)],
    });
    expect(await client.hoverText(file, image)).toContain('Trusted by rule 1 of .imageseal.yaml.');
  });

  it('says that notation’s own trust policy counts no more, where that has applied so far', async () => {
    const statement = {
      name: 'other',
      registryScopes: ['ghcr.io/acme/other'],
      signatureVerification: { level: 'strict' },
      trustStores: ['ca:acme'],
      trustedIdentities: ['*'],
    };
    const policy = '.home/.config/notation/trustpolicy.json';
    const image = serve('shop/key', 'p256-jws');
    const client = await open(image, {
      [policy]: JSON.stringify({ version: '1.0', trustPolicies: [statement] }),
    });
    expect((await client.diagnostics(file))[0]?.message).toContain('has no statement for');
    const answer = (await trust(client))!;
    expect(answer.question.detail).toMatch(
      /counts from then on, and \S*notation\/trustpolicy\.json no more\./,
    );
    await write(client, answer);
    expect(JSON.parse(client.read(policy)).trustPolicies).toEqual([statement]);
    expect(await client.hoverText(file, image)).toContain('Trusted by rule 1 of .imageseal.yaml.');
  });

  it('says so where everybody of the root would be trusted', async () => {
    const client = await open(serve('shop/identity', 'no-st'));
    const answer = (await trust(client))!;
    expect(answer.question.detail).toContain('alone: everybody for whom this root vouches');
  });

  it('trusts a certificate that signed itself, and nobody else', async () => {
    const client = await open(serve('shop/key', 'self-ec-jws'));
    const { question, before } = (await trust(client))!;
    expect(question.detail).toContain('Certificate, signed by itself:\nsha256:');
    expect(question.detail).toContain('alone: whoever has the key of this certificate');
    expect(before.join()).toContain('/truststore/x509/ca/');
  });

  it.each([
    ['what is broken', 'shop/damaged', 'signature-bit-jws'],
    ['what has expired', 'shop/expiry', 'signature-jws'],
    ['what was signed with Cosign', 'shop/beside', 'cosign2-only'],
  ])('is not offered of %s', async (_, repository, tag) => {
    const client = await open(serve(repository, tag));
    expect(await trust(client)).toBeUndefined();
  });

  it('is not offered to an editor that could not ask', async () => {
    const image = serve('shop/key', 'p256-jws');
    const client = await server.start({ preset: 'neovim', files: { [file]: deployment(image) } });
    await client.open(file);
    await client.settled(file);
    expect(await trust(client)).toBeUndefined();
  });
});
