import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileChangeType } from 'vscode-languageserver/node';
import { deployment, repository, useServer } from '../support/lsp/index.ts';

const server = useServer();
const fixtures = join(repository, 'test/fixtures/notation');
const file = 'deployment.yaml';

let notation: string;
beforeEach(() => {
  notation = mkdtempSync(join(tmpdir(), 'imageseal-notation-'));
  cpSync(join(fixtures, 'truststore'), join(notation, 'truststore'), { recursive: true });
});
afterEach(() => rmSync(notation, { recursive: true }));

/** notation is configured by this document of the fixtures. */
const configure = (policy: string) =>
  cpSync(join(fixtures, 'trustpolicies', policy), join(notation, 'trustpolicy.json'));

/** A manifest whose image `notation` has signed with a certificate of `ca:main`. */
async function open(files: Readonly<Record<string, string>> = {}, trusted = true) {
  const { registry } = server;
  registry.addLayout('notary.localhost', 'shop/policy', join(fixtures, 'oci/notary.localhost/shop/policy'));
  const reference = `${registry.authority('notary.localhost')}/shop/policy:1.0`;
  const client = await server.start({
    initializationOptions: { trusted },
    env: { NOTATION_CONFIG: notation },
    files: { ...files, [file]: deployment(reference) },
  });
  await client.open(file);
  const codes = async () => (await client.settled(file)).map(({ code }) => code);
  const hover = async () => {
    await client.settled(file);
    return await client.hoverText(file, reference);
  };
  return { client, codes, hover };
}

describe("notation's own configuration", () => {
  it('judges images of which no rule says who may sign them', async () => {
    configure('strict.json');
    const { codes, hover } = await open();
    expect(await codes()).toEqual(['unpinned']);
    expect(await hover()).toContain(`Trusted by ${join(notation, 'trustpolicy.json')}.`);
  });

  it('is read again when it changes, wherever it lies', async () => {
    configure('strict.json');
    const { client, codes } = await open();
    expect(await codes()).toEqual(['unpinned']);
    configure('strict-other-ca.json');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [
        { uri: pathToFileURL(join(notation, 'trustpolicy.json')).href, type: FileChangeType.Changed },
      ],
    });
    expect(await codes()).toEqual(['untrusted-signer', 'unpinned']);
    rmSync(join(notation, 'truststore/x509/ca/other'), { recursive: true });
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: pathToFileURL(join(notation, 'truststore')).href, type: FileChangeType.Changed }],
    });
    expect(await codes()).toEqual(['unverified-signature', 'unpinned']);
  });

  it('has no say beside a rule that does', async () => {
    configure('strict.json');
    const { codes } = await open({
      '.imageseal.yaml': 'trust:\n  - images: "**"\n    notation: { policy: other.json, store: certs }\n',
      'other.json': '{}',
      'certs/x509/ca/main/.gitkeep': '',
    });
    expect(await codes()).toEqual(['unverified-signature', 'unpinned']);
  });

  it('is not there for everybody', async () => {
    const { codes } = await open();
    expect(await codes()).toEqual(['unverified-signature', 'unpinned']);
  });

  it('counts from the moment at which the workspace is trusted', async () => {
    configure('strict.json');
    const { client, hover } = await open({}, false);
    expect(await hover()).not.toContain('Trusted by');
    await client.connection.sendNotification('imageseal/trustGranted');
    expect(await hover()).toContain('Trusted by');
  });
});
