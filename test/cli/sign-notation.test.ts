import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chainPem, keyMakers, keyPem, makeChain, pem } from '../support/notation-signing.ts';
import { makeSigner } from '../support/pki/certificate.ts';
import { type Registry, startRegistry } from '../support/registry/index.ts';
import { Workspace } from './support/run-cli.ts';
import type { MainOptions } from './support/run-main.ts';
import { password, runSecretly } from './support/secrets.ts';
import { pushImage, signJson, verifyJson } from './support/signing.ts';

const holder = makeChain();
const root = holder.chain.at(-1)!;
const policy = JSON.stringify({
  version: '1.0',
  trustPolicies: [
    {
      ...{ name: 'acme', registryScopes: ['*'], signatureVerification: { level: 'strict' } },
      ...{ trustStores: ['ca:acme'], trustedIdentities: ['x509.subject: C=US, ST=WA, O=Acme'] },
    },
  ],
});

let registry: Registry;
let workspace: Workspace;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.close());
beforeEach(() => {
  workspace = new Workspace({
    'app.key': keyPem(holder.keys),
    'app.crt': chainPem(holder.chain),
    'trustpolicy.json': policy,
    'truststore/x509/ca/acme/root.crt': pem('CERTIFICATE', root),
  });
  registry.log.clear();
});
afterEach(() => {
  registry.clearFaults();
  workspace.remove();
});

const push = (host = 'oci.localhost') => pushImage(registry, {}, host);
const sign = (args: readonly string[], options: MainOptions = {}) =>
  runSecretly(workspace, ['sign', '--notation', ...args], options);
const withFile = ['--key', 'app.key'];
const verify = (image: string, ...more: string[]) =>
  verifyJson(workspace, image, [
    '--trust-policy',
    'trustpolicy.json',
    '--trust-store',
    'truststore',
    ...more,
  ]);
const writes = () => registry.requests.filter(({ method }) => !['GET', 'HEAD'].includes(method));

describe('imageseal sign --notation', () => {
  it('signs with a key in a file, reads back, and says how others verify it', async () => {
    const image = push();
    const { code, stdout, stderr } = await sign([...withFile, image.exact]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[0]).toBe(`✓ signed  ${image.exact}`);
    expect(lines[1]).toMatch(/^ {2}kept as +notation sha256:[0-9a-f]{64}$/);
    expect(stdout).toContain('CN=app,O=Acme,ST=WA,C=US');
    expect(stdout).toContain(
      `imageseal verify --trust-policy FILE --trust-store DIR ${image.exact}, its root in a trust store of type ca\n`,
    );
    expect((await verify(image.exact)).verdict).toBe('trusted');
  });

  it.each(['jws', 'cose'])(
    'reports %s as JSON, and on a registry without a list of referrers',
    async (format) => {
      const image = push('registry.localhost');
      const args = ['sign', '--notation', ...withFile, '--signature-format', format, image.tagged];
      const { code, signed } = await signJson(workspace, args, {});
      expect(code).toBe(0);
      expect(signed).toEqual([
        {
          ...{ image: image.tagged, digest: image.digest, layout: 'notation' },
          manifest: expect.stringMatching(/^sha256:/),
          signer: {
            type: 'x509',
            subject: 'CN=app,O=Acme,ST=WA,C=US',
            root: 'CN=root,O=Acme,ST=WA,C=US',
            fingerprint: expect.stringMatching(/^sha256:/),
            rootFingerprint: expect.stringMatching(/^sha256:/),
          },
        },
      ]);
      expect((await verify(image.exact)).verdict).toBe('trusted');
    },
  );

  it('signs user metadata along, and an expiry', async () => {
    const image = push();
    await sign([...withFile, '-m', 'env=prod', '-m', 'note=a,b=c', '-e', '24h', image.exact]);
    expect((await verify(image.exact, '-m', 'env=prod', '-m', 'note=a,b=c')).verdict).toBe('trusted');
    expect((await verify(image.exact, '-m', 'env=test')).verdict).toBe('untrusted');
    const [signature] = (await verify(image.exact)).signatures as unknown as { checks: { name: string }[] }[];
    expect(signature?.checks.map(({ name }) => name)).toContain('expiry');
  });

  it('does so as it is built, where what signs is a file of its own', async () => {
    const image = push();
    const env = { HOME: workspace.root };
    const signed = await workspace.run(['sign', '--notation', ...withFile, image.exact], { env });
    expect(signed).toMatchObject({ code: 0, stderr: '' });
    workspace.write('app.crt', chainPem(holder.chain.slice(0, 1)));
    const refused = await workspace.run(['sign', '--notation', ...withFile, image.exact], { env });
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('self-signed root') });
    expect((await verify(image.exact)).signatures).toHaveLength(1);
  });

  it('asks for the password of a key that has one', async () => {
    const image = push();
    const options = { format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: password } as const;
    workspace.write('app.key', holder.keys.privateKey.export(options) as string);
    const { code, asked, stderr } = await sign([...withFile, image.exact], { answers: ['guess', password] });
    expect(code).toBe(0);
    expect(asked).toEqual(['Password for app.key: ', 'Password for app.key: ']);
    expect(stderr).toContain('That is not the password.');
    expect((await sign([...withFile, image.exact], { stdin: `${password}\n` })).code).toBe(0);
  });

  it('keeps it beside the image, where notation looks, whatever COSIGN_REPOSITORY says', async () => {
    const image = push();
    const env = { COSIGN_REPOSITORY: `${registry.authority('oci.localhost')}/acme/signatures` };
    expect((await sign([...withFile, image.exact], { env })).code).toBe(0);
    expect(writes().every(({ path }) => path.startsWith(`/v2/${image.repository}/`))).toBe(true);
  });
});

describe('what is in the way is said in words, not in codes', () => {
  it.each<[readonly string[], string]>([
    [['--key', 'awskms://alias/app'], '"awskms://alias/app" is a key for signing without --notation'],
    [['--key', '.', '--certificate', 'app.crt'], 'cannot be read: it is no file.'],
  ])('%j', async (args, words) => {
    const { code, stderr } = await sign([...args, push().exact]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    expect(writes()).toEqual([]);
  });

  it('nobody can be asked for the password', async () => {
    const options = { format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: password } as const;
    workspace.write('app.key', holder.keys.privateKey.export(options) as string);
    const { code, stderr } = await sign([...withFile, push().exact]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('There is no password for app.key: set COSIGN'),
    ]);
    expect(writes()).toEqual([]);
  });

  it('a timestamp authority that is not there', async () => {
    const [, , rootOfChain] = holder.chain;
    workspace.write('tsa.crt', pem('CERTIFICATE', rootOfChain!));
    const args = ['--timestamp-url', 'http://127.0.0.1:1/', '--timestamp-root-cert', 'tsa.crt'];
    const { code, stderr } = await sign([...withFile, ...args, push().exact]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('could not be reached (it refuses connections)'),
    ]);
    expect(stderr).not.toMatch(/\bE[A-Z]{4,}/);
  });
});

describe('keys that notation knows', () => {
  const notation = () => join(workspace.root, '.config', 'notation');
  beforeEach(() => {
    mkdirSync(notation(), { recursive: true });
    const keys = [
      { name: 'app', keyPath: workspace.path('app.key'), certPath: workspace.path('app.crt') },
      { name: 'kms', id: '1', pluginName: 'vault' },
    ];
    writeFileSync(join(notation(), 'signingkeys.json'), JSON.stringify({ default: 'app', keys }));
  });

  it('and whose files are gone', async () => {
    const keys = [{ name: 'app', keyPath: '/nowhere/app.key', certPath: '/nowhere/app.crt' }];
    writeFileSync(join(notation(), 'signingkeys.json'), JSON.stringify({ default: 'app', keys }));
    const { code, stderr } = await sign([push().exact]);
    expect([code, stderr.trim()]).toEqual([
      2,
      expect.stringMatching(/app\.key cannot be read: there is no such file or folder\.$/),
    ]);
  });

  it('are named, or the default', async () => {
    const image = push();
    expect((await sign(['--key', 'app', image.exact])).code).toBe(0);
    expect((await sign([image.exact])).code).toBe(0);
    expect((await verify(image.exact)).signatures).toHaveLength(2);
  });

  it('and are kept by a plugin are used through notation alone', async () => {
    const image = push();
    const { code, stderr } = await sign(['--key', 'kms', image.exact], { env: { PATH: '/nowhere' } });
    expect(code).toBe(2);
    expect(stderr).toContain('Keys of a plugin are used through notation, which is not on PATH');
    expect(writes()).toEqual([]);
  });

  it('and notation that says it signed, and did not, is not believed', async () => {
    const image = push();
    const noted = join(workspace.root, 'arguments');
    const program = join(workspace.root, 'notation');
    // As notation 1.3.2 prints its version.
    const script = `[ "$1" = version ] && echo "Version:     1.3.2" || echo "$@" > ${noted}`;
    writeFileSync(program, `#!/bin/sh\n${script}\n`);
    chmodSync(program, 0o755);
    const { code, stderr } = await sign(['--key', 'kms', '-m', 'a=b', image.exact], {
      env: { PATH: `${workspace.root}:${process.env.PATH ?? ''}` },
    });
    expect(readFileSync(noted, 'utf8')).toBe(
      `sign --key=kms --signature-format=jws --user-metadata=a=b --insecure-registry ${image.exact}\n`,
    );
    expect(code).toBe(1);
    expect(stderr).toContain('does not list it for the image');
  });
});

describe('nothing is pushed', () => {
  const expired = makeSigner(undefined, { to: '2026-02-01T00:00:00Z' });
  const small = makeChain(keyMakers.PS256());
  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'for another key',
      { 'app.key': keyPem(makeChain().keys) },
      'is not that of the first certificate in app.crt',
    ],
    [
      'for a part of the chain',
      { 'app.crt': chainPem(holder.chain.slice(0, 1)) },
      'does not end with a self-signed root',
    ],
    [
      'for one that has expired',
      { 'app.key': keyPem(expired.keys), 'app.crt': chainPem(expired.chain) },
      'expired',
    ],
    [
      'for a key of Cosign',
      {
        'app.key':
          '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAA==\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n',
      },
      'sign without --notation',
    ],
    [
      'for RSA under a chain of ECDSA',
      { 'app.key': keyPem(small.keys) },
      'is not that of the first certificate',
    ],
  ])('%s', async (_, files, words) => {
    for (const [name, text] of Object.entries(files)) workspace.write(name, text);
    const { code, stderr } = await sign([...withFile, push().exact]);
    expect(code).toBe(2);
    expect(stderr.replace(/\s+/g, ' ')).toContain(words);
    expect(writes()).toEqual([]);
  });

  it.each<[readonly string[], string]>([
    [['--expiry', '1d'], '--expiry must be a time of whole seconds, of 292 years at most, such as 24h or'],
    [['--expiry', '9000000h'], 'of 292 years at most, such as 24h or 1h30m, not "9000000h".'],
    [['--expiry', `${'9'.repeat(40)}h`], 'of 292 years at most'],
    [['--expiry', '0s'], '--expiry must be'],
    [['-m', 'env'], '"env" is no user metadata: write -m key=value.'],
    [['-m', 'io.cncf.notary.a=b'], 'begins with io.cncf.notary'],
    [['-a', 'env=prod'], 'with --notation it is --user-metadata.'],
    [['--format', 'legacy'], 'with --notation it is --signature-format.'],
    [['--tlog-upload'], '--tlog-upload is for signing as cosign does: leave it or --notation out.'],
    [['--timestamp-url', 'http://tsa'], 'go together'],
    [
      ['--timestamp-url', 'http://tsa', '--timestamp-root-cert', 'app.crt'],
      'app.crt is not the one root certificate',
    ],
    [['--certificate', 'gone.crt'], 'gone.crt cannot be read'],
  ])('%j', async (args, words) => {
    const { code, stderr } = await sign([...withFile, ...args, push().exact]);
    expect(code).toBe(2);
    expect(stderr.replace(/\s+/g, ' ')).toContain(words);
    expect(writes()).toEqual([]);
  });

  it('where flags of notation stand without it', async () => {
    const { code, stderr } = await runSecretly(workspace, [
      'sign',
      '--key',
      'app.key',
      '-e',
      '24h',
      push().exact,
    ]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('--expiry is for signing as notation does: add --notation.'),
    ]);
  });

  it('offline to a timestamp authority', async () => {
    const args = ['--timestamp-url', 'http://tsa', '--timestamp-root-cert', 'app.crt'];
    const { code, stderr } = await sign([...withFile, ...args, push().exact], {
      env: { IMAGESEAL_OFFLINE: '1' },
    });
    expect([code, stderr]).toEqual([2, expect.stringContaining('sign without --timestamp-url')]);
  });

  it('to a registry that refuses', async () => {
    registry.setFault({ path: /\/blobs\/uploads\// }, { kind: 'status', status: 403 });
    const image = push();
    const { code, stderr } = await sign([...withFile, image.exact]);
    expect(code).toBe(2);
    expect(stderr).toContain('Nothing was pushed.');
    expect((await verify(image.exact)).verdict).toBe('unsigned');
  });
});
