import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type {
  SignImageParams,
  SignImageResult,
  SigningPlanResult,
  SigningTargetParams,
  SigningTargetResult,
} from '../../server/src/lsp/signing-protocol.ts';
import { generateKeyPair } from '../../server/src/signature/cosign/keys/generate.ts';
import { deployment, type LspClient, useServer } from '../support/lsp/index.ts';
import { OidcBrowser, startOidc } from '../support/oidc.ts';
import { buildImage } from '../support/registry/index.ts';
import { signingConfig, startSigstore } from '../support/sigstore/index.ts';

const file = 'deployment.yaml';
const password = 'Tr0mbone & lilac';
const server = useServer();
const image = buildImage();
const pair = await generateKeyPair('ecdsa-p256', Buffer.from(password));
const keys = { 'keys/app.key': pair.privateKeyPem, 'keys/app.pub': pair.publicKeyPem };
const trust = 'trust:\n  - images: "localhost:*/**"\n    keys: [{ file: keys/app.pub }]\n';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const ask = <R>(client: LspClient, method: string, params: object): Promise<R> =>
  client.connection.sendRequest(method, params);

async function targetOf(client: LspClient, params: SigningTargetParams) {
  const target = await ask<SigningTargetResult>(client, 'imageseal/signingTarget', params);
  if ('problem' in target) throw new Error(target.problem);
  return target;
}

function withKey(client: LspClient, changes: Partial<SignImageParams> & { password?: string } = {}) {
  const { password: given = password, ...rest } = changes;
  const digest = `${server.registry.host}/acme/app@${image.digest}`;
  const signer = { type: 'key' as const, key: client.uri('keys/app.key'), password: given };
  const base = { image: digest, uri: client.uri(file), format: 'bundle', annotations: {}, recursive: false };
  return ask<SignImageResult>(client, 'imageseal/signImage', {
    ...base,
    signer,
    upload: false,
    agreed: [],
    ...rest,
  });
}

async function startUnsigned(options: Parameters<typeof server.start>[0] = {}) {
  server.registry.push('localhost', 'acme/app', image, '1.0');
  const client = await server.start({
    ...options,
    files: {
      '.imageseal.yaml': trust,
      ...keys,
      [file]: deployment(`${server.registry.host}/acme/app:1.0`),
      ...options.files,
    },
  });
  await client.open(file);
  await client.settled(file);
  return client;
}

const codes = async (client: LspClient) => (await client.settled(file)).map(({ code }) => code);
const pushes = () => server.registry.requests.filter(({ method }) => method === 'PUT').length;
/** All that the server has ever said or shown, and all of its log. */
const everythingSaid = (client: LspClient) => JSON.stringify(client.received);

describe('signing with a key', () => {
  it('changes verdict and hover at once: unsigned before, trusted after', async () => {
    const client = await startUnsigned();
    expect(await codes(client)).toEqual(['unsigned', 'unpinned']);
    const position = client.rangeOf(file, 'acme/app').start;
    const target = await targetOf(client, { uri: client.uri(file), position });
    expect(target).toEqual({
      name: `${server.registry.host}/acme/app:1.0`,
      image: `${server.registry.host}/acme/app@${image.digest}`,
      digest: image.digest,
      isIndex: false,
      uri: client.uri(file),
    });
    const result = await withKey(client, { image: target.image, annotations: { stage: 'prod' } });
    expect(result).toEqual({
      signed: 1,
      signer: expect.stringMatching(/^Signed with the key .+\.$/),
      fingerprint: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
    expect(await codes(client)).toEqual(['unpinned']);
    const hover = await client.hoverText(file, 'acme/app');
    expect(hover).toContain('Signed with the key keys/app.pub.');
    expect(everythingSaid(client)).not.toContain(password);
  });

  it('tells the files that are not open, too', async () => {
    const client = await startUnsigned();
    client.write('other.yaml', client.read(file));
    await ask(client, 'imageseal/checkWorkspace', {});
    expect(client.pushed('other.yaml')?.diagnostics.map(({ code }) => code)).toContain('unsigned');
    await withKey(client);
    await client.quiet();
    expect(client.pushed('other.yaml')?.diagnostics.map(({ code }) => code)).toEqual(['unpinned']);
  });

  it('signs in the layout of Cosign 2, every platform, and attestations', async () => {
    const index = buildImage({ platforms: ['linux/amd64', 'linux/arm64'] });
    server.registry.push('localhost', 'acme/multi', index, '1.0');
    const client = await startUnsigned({ files: { 'sbom.json': '{"bomFormat":"CycloneDX"}' } });
    const target = await targetOf(client, { image: `${server.registry.host}/acme/multi:1.0` });
    expect(target.isIndex).toBe(true);
    const legacy = await withKey(client, { image: target.image, format: 'legacy', recursive: true });
    expect(legacy).toMatchObject({ signed: 3 });
    const attestation = { type: 'cyclonedx', predicate: client.uri('sbom.json') };
    expect(await withKey(client, { image: target.image, attestation })).toMatchObject({ signed: 1 });
    const { text } = await ask<{ text: string }>(client, 'imageseal/verifyImage', { image: target.image });
    expect(text).toContain('Cosign signature');
    expect(text).toContain('CycloneDX');
  });

  it('a wrong password is told apart, and pushes nothing', async () => {
    const client = await startUnsigned();
    const secret = 'Tr0ub4dor&3';
    const result = await withKey(client, { password: secret });
    expect(result).toEqual({
      problem: expect.stringMatching(/password of .*app\.key is wrong/),
      wrong: true,
    });
    expect(pushes()).toBe(0);
    expect(everythingSaid(client)).not.toContain(secret);
  });

  it('a registry that lets nobody write leaves the image unsigned, and is what the problem is', async () => {
    const client = await startUnsigned();
    server.registry.setFault(
      { method: 'POST' },
      { kind: 'status', status: 403, body: '{"errors":[{"code":"DENIED"}]}' },
    );
    const result = await withKey(client);
    expect(result).toEqual({
      problem: expect.stringMatching(/could not be pushed\. .*write.* Nothing was pushed\.$/),
    });
    expect(await codes(client)).toEqual(['unsigned', 'unpinned']);
  });

  it('cancelled by its progress it ends, and says what there is', async () => {
    const client = await startUnsigned();
    server.registry.setFault({ method: 'POST' }, { kind: 'hang' });
    const signing = withKey(client, { workDoneToken: 'signing' });
    await client.until(() => server.registry.requests.some(({ method }) => method === 'POST'));
    await client.connection.sendNotification('window/workDoneProgress/cancel', { token: 'signing' });
    expect(await signing).toEqual({ problem: 'Signing was cancelled. Nothing was pushed.' });
  });

  it('signs nothing but a digest, and what is a key', async () => {
    const client = await startUnsigned({ files: { 'plain.key': 'hello' } });
    expect(await withKey(client, { image: `${server.registry.host}/acme/app:1.0` })).toMatchObject({
      problem: expect.stringContaining('names no digest'),
    });
    const missing = { type: 'key' as const, key: client.uri('no.key'), password };
    expect(await withKey(client, { signer: missing })).toMatchObject({
      problem: expect.stringContaining('no.key cannot be read: there is no such file or folder.'),
    });
    const plain = { type: 'key' as const, key: client.uri('plain.key'), password };
    expect(await withKey(client, { signer: plain })).toMatchObject({
      problem: expect.stringContaining('holds no private key'),
    });
    const none = `${server.registry.host}/acme/app@sha256:${'0'.repeat(64)}`;
    expect(await withKey(client, { image: none })).toMatchObject({
      problem: expect.stringContaining('no such image'),
    });
    expect(pushes()).toBe(0);
  });

  it('the target follows the tag, and says what it had named', async () => {
    const client = await startUnsigned();
    const next = buildImage({ text: 'next' });
    server.registry.push('localhost', 'acme/app', next, '1.0');
    const position = client.rangeOf(file, 'acme/app').start;
    const target = await targetOf(client, { uri: client.uri(file), position });
    expect(target).toMatchObject({ digest: next.digest, before: image.digest });
    const gone = await ask<SigningTargetResult>(client, 'imageseal/signingTarget', {
      image: `${server.registry.host}/acme/none:1.0`,
    });
    expect(gone).toEqual({ problem: expect.stringContaining('no such image') });
  });
});

describe('signing without a key', () => {
  /** A private Sigstore and an issuer, and the files and settings that make the server use them. */
  async function sigstore() {
    const services = await startSigstore();
    const oidc = await startOidc();
    closing.push(
      () => services.close(),
      () => oidc.close(),
    );
    const files = { 'config.json': signingConfig(services, oidc.issuer), 'root.json': services.root.text };
    const settings = () => ({ signing: { config: 'config.json', trustedRoot: 'root.json' } });
    return { services, oidc, options: { files, settings } };
  }

  const plan = (client: LspClient) =>
    ask<SigningPlanResult>(client, 'imageseal/signingPlan', {
      signer: 'keyless',
      upload: true,
      attestation: false,
    });
  const keyless = (client: LspClient, agreed: readonly string[], changes: Partial<SignImageParams> = {}) =>
    withKey(client, { signer: { type: 'keyless' }, upload: true, agreed, ...changes });

  it('says what becomes public, has somebody sign in with the browser, and signs in their name', async () => {
    const { services, oidc, options } = await sigstore();
    const client = await startUnsigned({
      ...options,
      openUrl: async (url) => {
        void new OidcBrowser().visit(url);
        return true;
      },
    });
    const planned = await plan(client);
    if ('problem' in planned) throw new Error(planned.problem);
    const hosts = [...new Set([new URL(services.fulcio).host, new URL(services.rekor1.url).host])];
    expect(planned).toMatchObject({ issuer: new URL(oidc.issuer).host, publication: { hosts } });
    expect(planned.publication?.what[0]).toContain('e-mail address');
    const result = await keyless(client, hosts, { workDoneToken: 7 });
    expect(result).toEqual({ signed: 1, signer: `Signed by alice through ${oidc.issuer}.` });
    expect(services.entries.rekor1).toBe(1);
    const said = client.received.filter(({ method }) => method === '$/progress');
    expect(JSON.stringify(said)).toContain('Waiting for you to sign in');
    // An identity token is a JWT.
    expect(everythingSaid(client)).not.toMatch(/eyJ[\w-]+\.eyJ/);
    expect(await client.hoverText(file, 'acme/app')).not.toContain('Not signed');
  });

  it('publishes on no host that nobody has agreed to, and asks nobody to sign in before', async () => {
    const { services, oidc, options } = await sigstore();
    const client = await startUnsigned(options);
    const result = await keyless(client, ['rekor.sigstore.dev']);
    expect(result).toMatchObject({ problem: expect.stringContaining('nobody has agreed to publish on') });
    expect([...services.requests, ...oidc.requests]).toEqual([]);
    expect(pushes()).toBe(0);
  });

  it('a browser that does not open, somebody who declines, and an answer that never comes', async () => {
    const { services, oidc, options } = await sigstore();
    const agreed = [...new Set([new URL(services.fulcio).host, new URL(services.rekor1.url).host])];
    let opens = false;
    let opened = 0;
    const client = await startUnsigned({
      ...options,
      openUrl: async (url) => {
        opened += 1;
        if (opens) void new OidcBrowser().visit(url);
        return opens;
      },
    });
    expect(await keyless(client, agreed)).toMatchObject({
      problem: expect.stringContaining('was not opened'),
    });
    opens = true;
    oidc.answer = 'decline';
    expect(await keyless(client, agreed)).toMatchObject({ problem: expect.stringContaining('you declined') });
    oidc.answer = 'wait';
    const waiting = keyless(client, agreed, { workDoneToken: 'w' });
    await client.until(() => opened === 3);
    await client.connection.sendNotification('window/workDoneProgress/cancel', { token: 'w' });
    expect(await waiting).toEqual({ problem: 'Signing in was cancelled.' });
    expect(services.entries.rekor1).toBe(0);
    expect(await codes(client)).toEqual(['unsigned', 'unpinned']);
  });

  it('a signing configuration that cannot be used is what the problem is', async () => {
    const client = await startUnsigned({
      files: { 'config.json': '{}' },
      settings: () => ({ signing: { config: 'config.json' } }),
    });
    expect(await plan(client)).toMatchObject({
      problem: expect.stringContaining('no signing configuration'),
    });
    client.settings = () => ({ signing: { config: 'none.json' } });
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.quiet();
    expect(await plan(client)).toMatchObject({
      problem: expect.stringContaining('cannot be read (there is no such file or folder)'),
    });
  });
});

describe('key pairs', () => {
  it('are generated where there are none, for their owner alone, and kept out of Git', async () => {
    const client = await server.start({
      files: { '.git/HEAD': 'ref: refs/heads/main\n', 'manifest.yaml': '' },
    });
    const where = { folder: client.uri(''), prefix: 'keys/cosign' };
    client.write('keys/README', '');
    const secret = 'correct horse';
    expect(await ask(client, 'imageseal/checkKeyPair', where)).toEqual({ passphrase: false });
    const params = { ...where, type: 'ecdsa-p256', password: secret };
    const written = await ask<{ privateKey: string }>(client, 'imageseal/generateKeyPair', params);
    expect(written).toEqual({
      privateKey: client.uri('keys/cosign.key'),
      publicKey: client.uri('keys/cosign.pub'),
      ignore: { uri: client.uri('.gitignore'), line: '/keys/cosign.key' },
    });
    expect(client.read('keys/cosign.key')).toContain('ENCRYPTED SIGSTORE PRIVATE KEY');
    expect(await ask(client, 'imageseal/checkKeyPair', where)).toMatchObject({
      problem: expect.stringContaining('never overwritten'),
    });
    const before = client.read('keys/cosign.key');
    expect(await ask(client, 'imageseal/generateKeyPair', params)).toMatchObject({
      problem: expect.anything(),
    });
    expect(client.read('keys/cosign.key')).toBe(before);
    client.write('.gitignore', '*.key\n');
    const second = await ask(client, 'imageseal/generateKeyPair', { ...params, prefix: 'second' });
    expect(second).not.toHaveProperty('ignore');
    expect(everythingSaid(client)).not.toContain(secret);
  });

  it('are imported, and sign: the passphrase of a key that OpenSSL encrypted is asked for first', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = { format: 'pem', type: 'pkcs8' } as const;
    const locked256 = privateKey.export({ ...pem, cipher: 'aes-256-cbc', passphrase: 'open sesame' });
    const client = await startUnsigned({
      files: { 'plain.pem': privateKey.export(pem).toString(), 'locked.pem': locked256.toString() },
    });
    const where = { folder: client.uri(''), prefix: 'imported' };
    const plain = { ...where, key: client.uri('plain.pem') };
    expect(await ask(client, 'imageseal/checkKeyPair', plain)).toEqual({ passphrase: false });
    const imported = await ask<{ privateKey: string }>(client, 'imageseal/importKeyPair', {
      ...plain,
      password: 'x',
    });
    const signer = { type: 'key' as const, key: imported.privateKey, password: 'x' };
    expect(await withKey(client, { signer })).toMatchObject({ signed: 1 });
    const locked = { ...where, prefix: 'locked', key: client.uri('locked.pem'), password: 'x' };
    expect(await ask(client, 'imageseal/checkKeyPair', locked)).toEqual({ passphrase: true });
    expect(await ask(client, 'imageseal/importKeyPair', { ...locked, passphrase: 'wrong' })).toMatchObject({
      wrong: true,
    });
    expect(
      await ask(client, 'imageseal/importKeyPair', { ...locked, passphrase: 'open sesame' }),
    ).toMatchObject({ privateKey: client.uri('locked.key') });
    expect(everythingSaid(client)).not.toContain('open sesame');
    const again = { ...where, prefix: 'again', key: client.uri('keys/app.key') };
    expect(await ask(client, 'imageseal/checkKeyPair', again)).toMatchObject({
      problem: expect.stringContaining('in the format of Cosign already'),
    });
  });

  it('are trusted by a rule that names the file', async () => {
    const client = await server.start({ files: keys });
    const params = { publicKey: client.uri('keys/app.pub'), images: 'ghcr.io/acme/**' };
    const made = await ask<{ edit: object; uri: string }>(client, 'imageseal/trustKey', params);
    expect(made).toMatchObject({ uri: client.uri('.imageseal.yaml'), images: 'ghcr.io/acme/**' });
    expect(JSON.stringify(made.edit)).toContain('keys/app.pub');
    expect(await ask(client, 'imageseal/trustKey', { ...params, images: '[' })).toMatchObject({
      problem: expect.stringContaining('No rule was written'),
    });
  });

  it.each(['', '../cosign', 'a//b', 'a:b', '/etc/cosign'])('no name for key files: "%s"', async (prefix) => {
    const client = await server.start();
    const where = { folder: client.uri(''), prefix };
    expect(await ask(client, 'imageseal/checkKeyPair', where)).toMatchObject({
      problem: expect.stringContaining('no name for key files'),
    });
    expect(
      await ask(client, 'imageseal/generateKeyPair', { ...where, type: 'ed25519', password: '' }),
    ).toHaveProperty('problem');
  });
});

describe('where nothing may be signed', () => {
  it('in Restricted Mode no key is touched, offline nothing is asked', async () => {
    for (const [options, words, keysToo] of [
      [{ commands: true }, 'Restricted Mode', true],
      [{ trusted: true, offline: true, commands: true }, 'is offline', false],
    ] as const) {
      server.registry.push('localhost', 'acme/app', image, '1.0');
      const client = await server.start({
        initializationOptions: options,
        files: { ...keys, [file]: deployment(`${server.registry.host}/acme/app:1.0`) },
      });
      await client.open(file);
      await client.settled(file);
      const refused = { problem: expect.stringContaining(words) };
      const target = { image: `${server.registry.host}/acme/app:1.0` };
      expect(await ask(client, 'imageseal/signingTarget', target)).toEqual(refused);
      expect(await ask(client, 'imageseal/signingPlan', { signer: 'keyless', upload: true })).toEqual(
        refused,
      );
      expect(await withKey(client)).toEqual(refused);
      const params = { folder: client.uri(''), prefix: 'new', type: 'ed25519', password: '' };
      const made = await ask(client, 'imageseal/generateKeyPair', params);
      expect(existsSync(join(client.folder, 'new.key'))).toBe(!keysToo);
      if (keysToo) expect(made).toEqual(refused);
      const titles = (await client.codeActions(file, 'acme/app')).map(({ title }) => title);
      expect(titles).not.toContain('Sign this image…');
    }
    expect(server.registry.connections).toBe(0);
  });

  it('the quick fix is offered on an unsigned image, to clients that have the command', async () => {
    const client = await startUnsigned();
    const actions = await client.codeActions(file, 'acme/app');
    const fix = actions.find(({ title }) => title === 'Sign this image…');
    expect(fix?.command?.command).toBe('imageseal.signImage');
    expect(fix?.command?.arguments).toEqual([
      { uri: client.uri(file), position: client.rangeOf(file, server.registry.host).start },
    ]);
    expect(fix?.diagnostics?.map(({ code }) => code)).toEqual(['unsigned']);
    await withKey(client);
    await client.settled(file);
    const after = (await client.codeActions(file, 'acme/app')).map(({ title }) => title);
    expect(after).not.toContain('Sign this image…');
    const other = await startUnsigned({ preset: 'neovim' });
    expect((await other.codeActions(file, '1.0')).map(({ title }) => title)).not.toContain(
      'Sign this image…',
    );
  });
});
