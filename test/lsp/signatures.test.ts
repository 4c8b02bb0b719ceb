import { describe, expect, it } from 'vitest';
import type { CodeLens, WorkspaceEdit } from 'vscode-languageserver/node';
import type { HttpFetchResult } from '../../server/src/lsp/protocol.ts';
import {
  deployment,
  recordedRoot,
  recordedSigner,
  recordedText,
  serveRecorded,
  useServer,
} from '../support/lsp/index.ts';
import { vectorCases } from '../support/vectors.ts';

const file = 'deployment.yaml';
const server = useServer();
const { issuer, release } = recordedSigner;

const releaseRule = `
  - images: "oci.localhost:*/shop/**"
    trustedRoot: trust/root.json
    identities:
      - issuer: ${issuer}
        subject: ${release}
`;

/** Opens a manifest with these recorded images in a workspace with these rules, and waits for every verdict. */
async function open(rules: string, ...names: readonly string[]) {
  const images = serveRecorded(server.registry, ...names);
  const client = await server.start({
    files: {
      '.imageseal.yaml': rules === '' ? '' : `trust:${rules}`,
      'trust/root.json': recordedText('keyless/trusted_root.json'),
      'trust/p256.pub': recordedText('keyed/keys/p256.pub'),
      [file]: deployment(...images),
    },
    settings: () => ({ codeLens: { enable: true } }),
  });
  await client.open(file);
  const diagnostics = await client.settled(file);
  const hover = async (index = 0) => await client.hoverText(file, images[index] ?? '');
  return { client, images, diagnostics, hover };
}

describe('hover over an image that is signed without a key', () => {
  it('says who signed it and when, by which rule that is trusted, and what was checked', async () => {
    const { hover } = await open(releaseRule, 'keyless/keyless-v1-ci');
    const text = await hover();
    const [heading, , rule] = text.split('\n');
    expect(heading).toMatch(
      /^\*\*Signed by https:\\\/\/github\.com\/acme\/shop\/\.github\/workflows\/release\.yml\\@refs\/heads\/main through http:\\\/\/oidc\.localhost:8090\/actions, logged \d+ \w+ 20\d\d\.\*\*$/,
    );
    expect(rule).toBe('Trusted by rule 1 of .imageseal.yaml.');
    expect(text).toContain('**Sigstore bundle: trusted**');
    expect(text).toContain(`- Signer: \`${release}\``);
    expect(text).toContain(`- Issuer: \`${issuer}\``);
    expect(text).toContain('- Repository: <https://github.com/acme/shop>');
    expect(text).toContain('- Ref: `refs/heads/main`');
    expect(text).toMatch(/- Commit: `[0-9a-f]{40}`/);
    expect(text).toMatch(/- Run: <https:\/\/github\.com\/acme\/shop\/actions\/runs\/[\w/]+>/);
    expect(text).toMatch(/- Time: \d+ \w+ 20\d\d at \d\d:\d\d:\d\d UTC, by the transparency log/);
    expect(text).toMatch(/- Log entry.*\d/);
    expect(text).toMatch(
      /- ✓ format ✓ image ✓ signature ✓ certificate .*✓ transparency log ✓ time .*✓ signer/,
    );
    expect(text).not.toContain('✗');
    expect(text).toContain('Kept as referrer: `sha256:');
    expect(text).toContain('- Not found by: cosign 1 to 2.5, Kyverno ClusterPolicy (type: Cosign)');
  });

  it('names the source of a time that is not the log', async () => {
    const { hover } = await open(releaseRule, 'keyless/keyless-v2-ci');
    expect(await hover()).toMatch(/, timestamped \d+ \w+ 20\d\d\.\*\*/);
    expect(await hover()).toMatch(/UTC, by a timestamp authority/);
  });

  it('says that the log was left out, even of what is trusted', async () => {
    const rule = `${releaseRule}    requireLog: false\n`;
    const { hover } = await open(rule, 'keyless/keyless-tsa-ci');
    expect(await hover()).toContain('Trusted by rule 1');
    expect(await hover()).toContain('- – transparency log: The transparency log was left out');
  });

  it('names the signer of what is not trusted, and the check that failed', async () => {
    const { hover, diagnostics, client, images } = await open(releaseRule, 'keyless/keyless-pr');
    const text = await hover();
    expect(text.split('\n')[0]).toBe('**Signed, but not by anybody this workspace trusts.**');
    expect(text.split('\n')[2]).toMatch(/^Signed by https:.*refs\/pull\/\d+\/merge through/);
    expect(text).toContain(
      '- ✗ signer: The signer is not among those that rule 1 of .imageseal.yaml trusts.',
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(['untrusted-signer', 'unpinned']);
    expect(diagnostics[0]?.range).toEqual(client.rangeOf(file, images[0]!.replace(':1.0', '')));
  });

  it('says which check a broken signature fails, and claims no signer in the heading', async () => {
    const { hover, diagnostics } = await open(releaseRule, 'keyless/damaged-keyless-statement');
    const text = await hover();
    expect(text.split('\n')[0]).toMatch(/^\*\*The signature is broken\.\*\*/);
    expect(text).toMatch(/- ✗ signature: .*has been changed/);
    expect(text).toContain('Signer, as it claims');
    expect(diagnostics.map(({ code }) => code)).toContain('invalid-signature');
  });

  it('has nothing to check it with when nobody named its instance', async () => {
    const { hover, diagnostics } = await open('', 'keyless/keyless-v1-dev');
    const text = await hover();
    expect(text.split('\n')[0]).toBe('**Signed, and there is nothing here to verify the signature with.**');
    expect(text).toContain('✗ certificate: The certificate comes from a Sigstore instance that is not known');
    expect(text).toContain('- Signer, as it claims: `dev@shop.example`');
    expect(text).toContain('Certificates were judged by the trusted roots of Sigstore');
    expect(diagnostics.map(({ code }) => code)).toEqual(['unverified-signature', 'unpinned']);
  });

  it('tells builder, source and commit of provenance', async () => {
    const { hover } = await open(releaseRule, 'keyless/keyless-provenance');
    const text = await hover();
    expect(text).toContain('**SLSA provenance: trusted**');
    expect(text).toMatch(/- Builder: `https:\/\//);
    expect(text).toContain('- Predicate type: `https://slsa.dev/provenance/v1`');
  });
});

describe('hover over an image that is signed with a key', () => {
  const keyRule = '\n  - images: "oci.localhost:*/shop/**"\n    keys: [{ file: trust/p256.pub }]\n';

  it('names the key, and that no log is asked for', async () => {
    const { hover } = await open(keyRule, 'keyed/bundle-p256');
    const text = await hover();
    expect(text.split('\n')[0]).toBe('**Signed with the key trust/p256.pub.**');
    expect(text).toContain('- – transparency log: No log entry is asked for');
  });

  it('lists the broken or foreign signature beside the one that counts, which comes first', async () => {
    const { hover } = await open(keyRule, 'keyed/both-layouts');
    const text = await hover();
    expect(text.split('\n')[0]).toBe('**Signed with the key trust/p256.pub.**');
    const [first, second] = [
      text.indexOf('**Cosign signature: trusted**'),
      text.indexOf('**Sigstore bundle: '),
    ];
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(first);
    expect(text).toContain('it looks no further than the bundle beside it');
  });

  it('counts the packages of an SBOM, which makes nothing signed', async () => {
    const { hover } = await open(keyRule, 'keyed/attested-spdxjson');
    const text = await hover();
    expect(text.split('\n')[0]).toMatch(/^\*\*Not signed:/);
    expect(text).toContain('**SPDX SBOM: trusted**');
    expect(text).toMatch(/- Packages: \d+/);
    expect(text).toContain('is not counted as a signature of it');
  });

  it('says of a platform that its index is signed, and does not let that pass', async () => {
    const [image = ''] = serveRecorded(server.registry, 'keyed/multi-v3');
    const client = await server.start({
      files: { '.imageseal.yaml': `trust:${keyRule}`, 'trust/p256.pub': recordedText('keyed/keys/p256.pub') },
    });
    const digest = vectorCases('keyed').find(
      ({ name }) => name === 'multi-arch/v3/platform/referrers',
    )?.digest;
    await client.open(file, deployment(`${image}@${digest}`));
    const codes = (await client.settled(file)).map(({ code }) => code);
    expect(codes).toContain('unsigned');
    const text = await client.hoverText(file, image);
    expect(text.split('\n')[0]).toMatch(/^\*\*Not signed:/);
    expect(text).toMatch(/The tag names an index that holds it, sha256:\w+, .*: trusted\./);
  });
});

describe('code lenses', () => {
  it('name the signer where one is proved', async () => {
    const { client } = await open(
      releaseRule,
      'keyless/keyless-v2-ci',
      'keyless/keyless-pr',
      'keyless/damaged-keyless-statement',
      'keyed/bundle-p256',
    );
    const lenses = await client.connection.sendRequest<CodeLens[]>('textDocument/codeLens', {
      textDocument: { uri: client.uri(file) },
    });
    expect(lenses.map(({ command }) => command?.title)).toEqual([
      `Signed by ${release}, trusted`,
      expect.stringMatching(/^Signed by .*refs\/pull\/.*, not trusted$/),
      'Broken signature',
      'Signed by a stranger',
    ]);
    expect(lenses[0]?.command).toMatchObject({
      command: 'imageseal.verifyImage',
      arguments: [{ uri: client.uri(file), position: { line: 9 } }],
    });
  });
});

describe('trust this signer', () => {
  const offline = async (): Promise<HttpFetchResult> => ({ error: { code: 'dns', message: 'no network' } });

  it('turns signed into trusted, by the link in the hover as by the quick fix', async () => {
    const [image = ''] = serveRecorded(server.registry, 'keyless/keyless-v2-ci');
    const client = await server.start({
      publicRoot: recordedRoot,
      initializationOptions: { trusted: true, commands: true, httpFetch: true },
      httpFetch: offline,
      files: { [file]: deployment(image), 'other.yaml': deployment(image) },
    });
    await client.connection.sendRequest('imageseal/checkWorkspace', {});
    await client.open(file);
    expect((await client.settled(file)).map(({ code }) => code)).toEqual(['unpinned']);
    const before = await client.hoverText(file, image);
    expect(before.split('\n')[0]).toMatch(/^\*\*Signed by https:.* through .*, timestamped/);
    expect(before).toContain('Nobody has said whom to trust for this image.');
    const [, link = ''] =
      /\[Trust this signer\]\(command:imageseal\.trustSigner\?([^)]+)\)/.exec(before) ?? [];
    const [fromHover] = JSON.parse(decodeURIComponent(link));

    // No finding stands there, and the fix is offered all the same.
    const actions = await client.codeActions(file, 'shop');
    const name = image.replace(':1.0', '');
    const fix = actions.find(({ title }) => title === `Trust this signer for ${name}: ${release}`);
    expect(fix).toMatchObject({ kind: 'quickfix', command: { command: 'imageseal.trustSigner' } });
    expect(fix?.command?.arguments).toEqual([fromHover]);

    const result = await client.connection.sendRequest<{ edit: WorkspaceEdit }>(
      'imageseal/trustSigner',
      fromHover,
    );
    expect(result).toMatchObject({ images: name, uri: client.uri('.imageseal.yaml') });
    await client.apply(result.edit);
    expect(client.read('.imageseal.yaml')).toBe(
      `trust:\n  - images: ${name}\n    identities:\n      - issuer: ${issuer}\n        subject: ${release}\n`,
    );
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: client.uri('.imageseal.yaml'), type: 1 }],
    });
    await client.quiet();
    const after = await client.hoverText(file, image);
    expect(after).toContain('Trusted by rule 1 of .imageseal.yaml.');
    expect(after).not.toContain('Trust this signer');
    // A file that is not open is judged anew, too.
    const { images } = await client.connection.sendRequest<{ images: { uri: string; verdict: string }[] }>(
      'imageseal/images',
      {},
    );
    expect(images.map(({ verdict }) => verdict)).toEqual(['trusted', 'trusted']);
  });

  it('changes nothing when somebody else has signed by now', async () => {
    const { client, images } = await open(releaseRule, 'keyless/keyless-pr');
    const { start: position } = client.rangeOf(file, images[0] ?? '');
    const ask = async (subject: string) =>
      await client.connection.sendRequest('imageseal/trustSigner', {
        uri: client.uri(file),
        position,
        signer: { issuer, subject },
      });
    expect(await ask('https://github.com/evil/shop/.github/workflows/release.yml@refs/heads/main')).toEqual({
      problem: expect.stringMatching(/^No rule was written: .* is not signed by them any more/),
    });
  });

  it('takes over what the rule so far asks, its root for one', async () => {
    const { client, images } = await open(releaseRule, 'keyless/keyless-pr');
    const actions = await client.codeActions(file, 'shop');
    const fix = actions.find(({ title }) => title.startsWith('Trust this signer'));
    expect(fix?.diagnostics).toMatchObject([{ code: 'untrusted-signer' }]);
    const result = await client.connection.sendRequest<{ edit: WorkspaceEdit }>(
      'imageseal/trustSigner',
      fix?.command?.arguments?.[0],
    );
    await client.apply(result.edit);
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: client.uri('.imageseal.yaml'), type: 2 }],
    });
    await client.quiet();
    expect(await client.hoverText(file, images[0] ?? '')).toContain('Trusted by rule 2 of .imageseal.yaml.');
  });

  it('is not offered where the settings say whom to trust', async () => {
    const [image = ''] = serveRecorded(server.registry, 'keyless/keyless-pr');
    const client = await server.start({
      files: { 'root.json': recordedText('keyless/trusted_root.json'), [file]: deployment(image) },
      settings: () => ({
        trust: [{ images: '**', trustedRoot: 'root.json', identities: [{ issuer, subject: release }] }],
      }),
    });
    await client.open(file);
    expect((await client.settled(file)).map(({ code }) => code)).toContain('untrusted-signer');
    const titles = (await client.codeActions(file, 'shop')).map(({ title }) => title);
    expect(titles.filter((title) => title.startsWith('Trust'))).toEqual([]);
    expect(await client.hoverText(file, image)).not.toContain('Trust this signer');
  });
});

describe('trust a key of the workspace', () => {
  it('offers public keys alone, cosign.pub first, and trusts none by itself', async () => {
    const [image = ''] = serveRecorded(server.registry, 'keyed/bundle-p256');
    const client = await server.start({
      files: {
        'deploy/deployment.yaml': deployment(image),
        'keys/a.pub': recordedText('keyed/keys/other.pub'),
        'keys/cosign.pub': recordedText('keyed/keys/p256.pub'),
        'keys/ssh.pub': 'ssh-ed25519 AAAA me@example\n',
        'node_modules/x/cosign.pub': recordedText('keyed/keys/other.pub'),
      },
    });
    const path = 'deploy/deployment.yaml';
    await client.open(path);
    expect((await client.settled(path)).map(({ code }) => code)).toEqual([
      'unverified-signature',
      'unpinned',
    ]);
    const actions = await client.codeActions(path, 'shop');
    const name = image.replace(':1.0', '');
    expect(actions.map(({ title }) => title).filter((title) => title.startsWith('Trust'))).toEqual([
      `Trust the key keys/cosign.pub for ${name}`,
      `Trust the key keys/a.pub for ${name}`,
    ]);
    const first = actions.find(({ title }) => title.includes('cosign.pub'));
    expect(first?.diagnostics).toMatchObject([{ code: 'unverified-signature' }]);
    const result = await client.connection.sendRequest<{ edit: WorkspaceEdit }>(
      'imageseal/trustSigner',
      first?.command?.arguments?.[0],
    );
    await client.apply(result.edit);
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: client.uri('.imageseal.yaml'), type: 1 }],
    });
    await client.quiet();
    expect((await client.diagnostics(path)).map(({ code }) => code)).toEqual(['unpinned']);
    expect(await client.hoverText(path, image)).toContain('Signed with the key keys/cosign.pub.');
  });
});
